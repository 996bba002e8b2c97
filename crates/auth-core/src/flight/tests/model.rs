//! All that can happen: every order of the moves of callers, tasks, provider and time.
//!
//! A scenario is a world with a budget of mishaps. Each state that it can reach is looked at once; what must hold is checked at each
//! step, and what must be in the end wherever no move is left. As runs cannot go round in circles, every caller is answered in each run.
//! `--show-output` tells how much was looked at.

mod moves;
mod search;
mod world;

use self::search::explore;
use self::world::{Budget, Outcome, World};

fn model(scenario: &str, world: World) {
    let explored = explore(world);
    println!(
        "model check, {scenario}: {} states, {} transitions, {} ends",
        explored.states, explored.transitions, explored.ends
    );
    assert!(explored.states > 1000, "the scenario does hardly anything");
}

/// Two callers, three calls in all, and the time to need another token.
const CALLERS: Budget = Budget {
    calls: 1,
    more_calls: 1,
    outside: 0,
    odd_answers: 0,
    cancellations: 0,
    rejections: 0,
    losses: 0,
    freezes: 0,
    waits: 1,
    retries: 0,
    delays: 0,
    drops: 0,
};

#[test]
fn g02_g05_g06_model_two_callers_and_a_flight_that_fails() {
    use Outcome::{Fresh, Over, Panic, Refused, Unavailable};
    let outcomes = &[Fresh, Over, Refused, Unavailable, Panic];
    let left = Budget {
        odd_answers: 2,
        retries: 1,
        ..CALLERS
    };
    model("two callers, failures", World::new(2, outcomes, left));
    let left = Budget {
        odd_answers: 1,
        outside: 1,
        delays: 1,
        more_calls: 0,
        ..CALLERS
    };
    let world = World::new(2, outcomes, left).with_a_due_token(Fresh);
    model("two callers, a token that is due, failures", world);
}

#[test]
fn g06_model_callers_that_give_up() {
    use Outcome::{Fresh, Panic, Refused};
    let outcomes = &[Fresh, Refused, Panic];
    let left = Budget {
        odd_answers: 1,
        cancellations: 2,
        more_calls: 0,
        delays: 1,
        ..CALLERS
    };
    model(
        "three callers, cancellations",
        World::new(3, outcomes, left),
    );
    let world = World::new(2, outcomes, left).with_a_due_token(Fresh);
    model("two callers, a token that is due, cancellations", world);
}

#[test]
fn g10_model_a_rejection_races_a_flight() {
    use Outcome::{Fresh, Same, Unavailable};
    let left = Budget {
        odd_answers: 1,
        rejections: 2,
        ..CALLERS
    };
    let world = World::new(2, &[Fresh, Same, Unavailable], left).with_a_due_token(Fresh);
    model("two callers, rejections", world);
}

#[test]
fn g06_model_runtimes_that_end_or_stand_still() {
    use Outcome::{Fresh, Unavailable};
    let outcomes = &[Fresh, Unavailable];
    let left = Budget {
        odd_answers: 1,
        losses: 2,
        ..CALLERS
    };
    model("two callers, lost flights", World::new(2, outcomes, left));
    let left = Budget {
        losses: 1,
        freezes: 1,
        more_calls: 0,
        ..left
    };
    let world = World::new(2, outcomes, left).with_a_due_token(Fresh);
    model(
        "two callers, a token that is due, a runtime that stands still",
        world,
    );
}

#[test]
fn g06_g12_model_the_last_handle_is_dropped_under_a_flight() {
    use Outcome::{Fresh, Panic, Unavailable};
    let left = Budget {
        odd_answers: 1,
        losses: 1,
        freezes: 1,
        drops: 1,
        more_calls: 0,
        ..CALLERS
    };
    let world = World::new(2, &[Fresh, Unavailable, Panic], left);
    model("two callers, the last handle dropped", world);
}

#[test]
fn g11_model_refresh_tokens() {
    use Outcome::{Fresh, Refused, Rotated, Unavailable};
    let left = Budget {
        odd_answers: 2,
        rejections: 1,
        losses: 1,
        more_calls: 0,
        ..CALLERS
    };
    let outcomes = &[Fresh, Rotated, Refused, Unavailable];
    let world = World::new(2, outcomes, left).with_a_due_token(Rotated);
    model("two callers, refresh tokens", world);
}

#[test]
fn g02_g04_g05_g06_g10_g11_model_a_little_of_everything() {
    use Outcome::{Fresh, Refused, Rotated, Same};
    let left = Budget {
        odd_answers: 1,
        cancellations: 1,
        rejections: 1,
        losses: 1,
        more_calls: 0,
        ..CALLERS
    };
    let outcomes = &[Fresh, Rotated, Refused, Same];
    let world = World::new(2, outcomes, left).with_a_due_token(Rotated);
    model("two callers, a little of everything", world);
}
