//! What may have been meant instead of a name that is not there.

use super::Problems;

/// How many names a run is compared with. Of a document with more faults than that only the first are shown anyway.
const COMPARED: usize = 200_000;

/// How many names are listed where none is similar.
const LISTED: usize = 20;

impl Problems {
    /// The candidate that is most like `word`, where one is like it. `None` too where very many were asked for before.
    pub(crate) fn similar<'c>(
        &mut self,
        word: &str,
        candidates: impl Iterator<Item = &'c str>,
    ) -> Option<&'c str> {
        if self.compared > COMPARED {
            return None;
        }
        let compared = &mut self.compared;
        similar(word, candidates.inspect(|_| *compared += 1))
    }

    /// Advice for a name that is not there: the similar one, or those that are.
    pub(crate) fn one_of_these<'c>(
        &mut self,
        word: &str,
        known: impl Iterator<Item = &'c str> + Clone,
    ) -> String {
        if let Some(similar) = self.similar(word, known.clone()) {
            return format!("did you mean `{similar}`?");
        }
        let names: Vec<_> = known
            .clone()
            .take(LISTED)
            .map(|name| format!("`{name}`"))
            .collect();
        let more = known.skip(LISTED).count();
        match names.as_slice() {
            [] => "there are none".to_owned(),
            [only] => format!("the only one is {only}"),
            names if more == 0 => format!("there are {}", names.join(", ")),
            names => format!("there are {} and {more} more", names.join(", ")),
        }
    }
}

/// The candidate that is most like `word`, where one is like it.
pub(crate) fn similar<'c>(
    word: &str,
    candidates: impl Iterator<Item = &'c str>,
) -> Option<&'c str> {
    // What differs that much in length is not alike, whatever it says.
    let about = (word.len() / 2)..=(word.len() * 2);
    let likely = |candidate: &&str| *candidate != word && about.contains(&candidate.len());
    let mut candidates: Vec<&str> = candidates.filter(likely).collect();
    candidates.sort_unstable();
    candidates.dedup();
    similar::get_close_matches(word, &candidates, 1, 0.7)
        .first()
        .copied()
}

#[cfg(test)]
mod tests {
    use super::{COMPARED, Problems};

    #[test]
    fn a_similar_name_is_found_until_very_many_were_compared() {
        let mut problems = Problems::default();
        let known = ["colour", "size"];
        let advice = |problems: &mut Problems| problems.one_of_these("color", known.into_iter());
        assert_eq!(advice(&mut problems), "did you mean `colour`?");
        let many: Vec<_> = (0..COMPARED).map(|number| number.to_string()).collect();
        assert_eq!(
            problems.similar("size", many.iter().map(String::as_str)),
            None
        );
        assert_eq!(advice(&mut problems), "there are `colour`, `size`");
    }

    #[test]
    fn of_very_many_names_the_first_are_listed() {
        let many: Vec<_> = (0..1000).map(|number| number.to_string()).collect();
        let advice = Problems::default().one_of_these("word", many.iter().map(String::as_str));
        assert!(advice.ends_with("`18`, `19` and 980 more"), "{advice}");
    }
}
