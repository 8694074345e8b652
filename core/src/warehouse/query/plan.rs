//! A plan as it may be told.

/// Takes the estimated counts out of a drawn plan: they come from figures over all tenants.
pub(super) fn without_counts(plan: &str) -> String {
    let mut told = String::with_capacity(plan.len());
    let mut rest = plan;
    while let Some(at) = rest.find('~') {
        let (before, after) = rest.split_at(at);
        told.push_str(before);
        let count = after[1..].find(|letter: char| !letter.is_ascii_digit() && letter != ',');
        let count = count.unwrap_or(after.len() - 1);
        let unit = &after[1 + count..];
        let words = [" rows", " row"].into_iter().find(|words| unit.starts_with(words));
        match words {
            Some(words) if count > 0 => {
                // As wide as before, so that the drawing stays whole.
                told.push_str(&" ".repeat(1 + count + words.len()));
                rest = &unit[words.len()..];
            }
            _ => {
                told.push('~');
                rest = &after[1..];
            }
        }
    }
    told.push_str(rest);
    told
}

#[cfg(test)]
mod tests {
    use super::without_counts;

    #[test]
    fn counts_go_and_the_drawing_stays() {
        let plan =
            "│ x ~ 'a'       │\n│ ~2,000,000 rows │ ~1 row │\n│ name ~~ 'b%'  │\n│ ~7 rowing │";
        let told = without_counts(plan);
        assert_eq!(
            told,
            "│ x ~ 'a'       │\n│                 │        │\n│ name ~~ 'b%'  │\n│       ing │"
        );
        assert!(
            told.lines()
                .zip(plan.lines())
                .all(|(one, other)| one.chars().count() == other.chars().count())
        );
    }
}
