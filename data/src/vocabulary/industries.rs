//! Industries: one vocabulary for what clients are and what advisors know.

/// Two-digit NAICS sectors and the platform's word for each.
///
/// *Source*: NAICS 2017, sector titles, shortened.
const SECTORS: &[(&str, &str)] = &[
    ("11", "Agriculture"),
    ("21", "Mining"),
    ("22", "Utilities"),
    ("23", "Construction"),
    ("31", "Manufacturing"),
    ("32", "Manufacturing"),
    ("33", "Manufacturing"),
    ("42", "Wholesale Trade"),
    ("44", "Retail"),
    ("45", "Retail"),
    ("48", "Transportation"),
    ("49", "Transportation"),
    ("51", "Technology"),
    ("52", "Finance and Insurance"),
    ("53", "Real Estate"),
    ("54", "Professional Services"),
    ("55", "Professional Services"),
    ("56", "Administrative Services"),
    ("61", "Education"),
    ("62", "Healthcare"),
    ("71", "Arts and Entertainment"),
    ("72", "Hospitality"),
    ("81", "Personal Services"),
    ("92", "Public Administration"),
];

pub(crate) const NONPROFIT: &str = "Nonprofit";
pub(crate) const FINANCE: &str = "Finance and Insurance";
pub(crate) const REAL_ESTATE: &str = "Real Estate";
pub(crate) const PUBLIC: &str = "Public Administration";

/// The industry of a business; `None` where neither code nor legal form tells.
pub(crate) fn industry(naics: &str, business_type: Option<&str>) -> Option<&'static str> {
    let sector = SECTORS.iter().find(|(prefix, _)| naics.starts_with(prefix));
    match sector {
        Some((_, industry)) => Some(industry),
        None => (business_type == Some(NONPROFIT)).then_some(NONPROFIT),
    }
}

/// The platform's word for a legal form; `None` where the source is empty or has a form that is
/// no legal form.
pub(crate) fn business_type(source: &str) -> Option<&'static str> {
    const FORMS: &[(&str, &str)] = &[
        ("Limited Liability Company", "LLC"),
        ("Subchapter S", "S-Corp"),
        ("Corporation", "Corporation"),
        ("Sole Proprietorship", "Sole Proprietorship"),
        ("Self-Employed", "Sole Proprietorship"),
        ("Independent Contractors", "Sole Proprietorship"),
        ("Non-Profit", NONPROFIT),
        ("Partnership", "Partnership"),
        ("Limited Liability Partnership", "Partnership"),
        ("Professional Association", "Professional Association"),
        ("Cooperative", "Cooperative"),
        ("Trust", "Trust"),
        ("Joint Venture", "Joint Venture"),
    ];
    FORMS.iter().find(|(prefix, _)| source.starts_with(prefix)).map(|(_, word)| *word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_legal_forms_are_mapped() {
        assert_eq!(industry("541110", Some("LLC")), Some("Professional Services"));
        assert_eq!(industry("", Some(NONPROFIT)), Some(NONPROFIT));
        assert_eq!(industry("999990", Some("LLC")), None);
        assert_eq!(business_type("Limited Liability Company(LLC)"), Some("LLC"));
        assert_eq!(business_type("Limited Liability Partnership"), Some("Partnership"));
        assert_eq!(business_type("Tenant in Common"), None);
    }
}
