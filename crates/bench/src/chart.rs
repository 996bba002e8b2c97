//! The chart: bars as an SVG, readable on light and on dark ground.

use std::fmt::Write as _;

use crate::contestant::Kind;
use crate::contestants::distinct;
use crate::measures::Records;
use crate::scenario::Scenario;
use crate::text::Unit;
use crate::versions;

struct Panel {
    title: &'static str,
    scenario: Scenario,
    figure: &'static str,
    unit: Unit,
    scale: Scale,
}

#[derive(Clone, Copy)]
enum Scale {
    Linear,
    /// For figures that lie orders of magnitude apart.
    Logarithmic,
}

const PANELS: [Panel; 3] = [
    Panel {
        title: "A hit: nanoseconds of the processor",
        scenario: Scenario::Hit,
        figure: "cpu",
        unit: Unit::Nanos,
        scale: Scale::Linear,
    },
    Panel {
        title: "Tokens of 2 s under load: 99.9 percent of callers wait less than (logarithmic)",
        scenario: Scenario::ExpiryShort,
        figure: "p99.9",
        unit: Unit::Time,
        scale: Scale::Logarithmic,
    },
    Panel {
        title: "A refusing provider, 200 callers: calls",
        scenario: Scenario::Refusal,
        figure: "calls",
        unit: Unit::Count,
        scale: Scale::Linear,
    },
];

/// Colours that stand out on white and on GitHub's dark grey; text follows the reader's choice.
const STYLE: &str = "text{font:12px system-ui,sans-serif;fill:#1f2328}.title{font-weight:600}\
.ours{fill:#2da44e}.peer{fill:#6e7fd8}.floor{fill:#8c959f}\
@media(prefers-color-scheme:dark){text{fill:#e6edf3}}";

const WIDTH: u32 = 760;
const LABEL: u32 = 270;
const BARS: f64 = 390.0;
const ROW: u32 = 18;
const HEAD: u32 = 34;

struct Bar {
    label: String,
    kind: Kind,
    value: f64,
}

/// The chart of what was measured.
pub(crate) fn draw(records: &Records) -> String {
    let mut body = String::new();
    let mut top = 0;
    for panel in &PANELS {
        let bars = bars(panel, records);
        if !bars.is_empty() {
            top = draw_panel(&mut body, panel, &bars, top);
        }
    }
    let height = top + ROW / 2;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" \
         role=\"img\" aria-label=\"auth-core beside other token caches\">\n<style>{STYLE}</style>\n{body}</svg>\n"
    )
}

fn bars(panel: &Panel, records: &Records) -> Vec<Bar> {
    let bar = |entry| {
        let label = versions::title(entry);
        let spread = records.spread(&label, panel.scenario.name(), panel.figure)?;
        Some(Bar {
            label,
            kind: entry.kind,
            value: spread.median,
        })
    };
    distinct().filter_map(bar).collect()
}

/// Returns where the next panel begins.
fn draw_panel(svg: &mut String, panel: &Panel, bars: &[Bar], top: u32) -> u32 {
    let title = panel.title;
    let mut line = top + HEAD - ROW / 2;
    let _ = writeln!(
        svg,
        "<text class=\"title\" x=\"8\" y=\"{line}\">{title}</text>"
    );
    let length = lengths(bars, panel.scale);
    for bar in bars {
        line += ROW;
        let class = match bar.kind {
            Kind::Ours => "ours",
            Kind::Peer(_) => "peer",
            Kind::Floor => "floor",
        };
        let (label, value) = (escape(&bar.label), panel.unit.show(bar.value));
        let length = length(bar.value);
        let (left, up, end) = (LABEL + 8, line - 11, f64::from(LABEL) + 14.0 + length);
        let _ = writeln!(
            svg,
            "<text x=\"{LABEL}\" y=\"{line}\" text-anchor=\"end\">{label}</text>\
             <rect class=\"{class}\" x=\"{left}\" y=\"{up}\" width=\"{length:.1}\" height=\"13\" rx=\"2\"/>\
             <text x=\"{end:.1}\" y=\"{line}\">{value}</text>"
        );
    }
    line + ROW / 2
}

/// How long the bar of a value is. On a logarithmic scale the least value has a tenth of the room left of it, not nothing.
fn lengths(bars: &[Bar], scale: Scale) -> impl Fn(f64) -> f64 {
    let values = || bars.iter().map(|bar| bar.value.max(f64::MIN_POSITIVE));
    let greatest = values().fold(f64::MIN_POSITIVE, f64::max);
    let least = values().fold(f64::INFINITY, f64::min);
    move |value| {
        let part = match scale {
            Scale::Linear => value / greatest,
            Scale::Logarithmic if greatest > least => {
                0.1 + 0.9 * (value / least).ln() / (greatest / least).ln()
            }
            Scale::Logarithmic => 1.0,
        };
        (part * BARS).max(1.0)
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::{Measures, Record};

    #[test]
    fn bars_are_in_proportion_and_labels_escaped() {
        let mut records = Records::default();
        for (contestant, value) in [
            ("auth-core token()", 40.0),
            ("floor: std RwLock<Option<Arc>>", 20.0),
        ] {
            records.push(Record {
                contestant: contestant.to_owned(),
                scenario: Scenario::Hit.name().to_owned(),
                run: 0,
                outcome: Ok(Measures::new([("cpu", value)])),
            });
        }
        let svg = draw(&records);
        assert!(svg.contains("width=\"390.0\""), "{svg}");
        assert!(svg.contains("width=\"195.0\""), "{svg}");
        assert!(svg.contains("RwLock&lt;Option&lt;Arc&gt;&gt;"), "{svg}");
        assert!(!svg.contains("refusing"), "{svg}");
    }

    #[test]
    fn a_logarithmic_bar_is_never_nothing() {
        let bars = [1.0, 1e6].map(|value| Bar {
            label: String::new(),
            kind: Kind::Ours,
            value,
        });
        let length = lengths(&bars, Scale::Logarithmic);
        assert!((length(1.0) - 39.0).abs() < 0.1);
        assert!((length(1e3) - 214.5).abs() < 0.1);
        assert!((length(1e6) - 390.0).abs() < 0.1);
    }
}
