//! Generated names of businesses and people; none is taken from a source.

use crate::random::Draw;

const FIRST_WORDS: &[&str] = &[
    "Amber",
    "Birchwood",
    "Brightwater",
    "Cinder",
    "Copperleaf",
    "Cottonfield",
    "Driftwood",
    "Eastmarsh",
    "Fernhollow",
    "Foxglove",
    "Goldenrod",
    "Hazelbrook",
    "Honeydew",
    "Ironbark",
    "Juniper",
    "Kestrel",
    "Lakebend",
    "Larkspur",
    "Millrace",
    "Mossbank",
    "Nettle",
    "Northgate",
    "Oldbridge",
    "Orchardside",
    "Pebble",
    "Quarrystone",
    "Redfern",
    "Saltmarsh",
    "Sandpiper",
    "Stonecrop",
    "Sweetbriar",
    "Thistle",
    "Tidewater",
    "Umberfield",
    "Violet",
    "Wheatear",
    "Whitethorn",
    "Willowbank",
    "Windmere",
    "Yarrow",
];

/// What a business of an industry calls itself.
const TRADES: &[(&str, &[&str])] = &[
    ("Agriculture", &["Farm", "Orchards", "Dairy", "Nursery"]),
    ("Construction", &["Builders", "Roofing", "Plumbing", "Contracting"]),
    ("Manufacturing", &["Fabrication", "Woodworks", "Tooling", "Foods"]),
    ("Wholesale Trade", &["Supply", "Distributing", "Imports"]),
    ("Retail", &["Market", "Outfitters", "Hardware", "Books"]),
    ("Transportation", &["Freight", "Couriers", "Trucking"]),
    ("Technology", &["Software", "Networks", "Media"]),
    ("Finance and Insurance", &["Insurance Agency", "Lending", "Claims"]),
    ("Real Estate", &["Properties", "Realty", "Rentals"]),
    ("Professional Services", &["Law Office", "Design Studio", "Engineering", "Architects"]),
    ("Administrative Services", &["Cleaning", "Staffing", "Landscaping"]),
    ("Education", &["Academy", "Tutoring", "Dance School"]),
    ("Healthcare", &["Clinic", "Dental Care", "Home Care", "Therapy"]),
    ("Arts and Entertainment", &["Theater", "Fitness", "Gallery"]),
    ("Hospitality", &["Bistro", "Bakery", "Inn", "Coffee House"]),
    ("Personal Services", &["Auto Repair", "Salon", "Laundry"]),
    ("Nonprofit", &["Food Pantry", "Community Center"]),
];

const GIVEN_NAMES: &[&str] = &[
    "Ada", "Alma", "Anton", "Beatriz", "Bela", "Carmen", "Cedric", "Dalia", "Dmitri", "Edith",
    "Elias", "Farah", "Felix", "Greta", "Hana", "Hugo", "Imani", "Ines", "Ivan", "Jonas", "Kaya",
    "Lena", "Leon", "Mara", "Milo", "Nadia", "Nils", "Odette", "Omar", "Paloma", "Quentin", "Rosa",
    "Samir", "Selma", "Tariq", "Uma", "Viktor", "Wanda", "Yara", "Zoe",
];

const FAMILY_NAMES: &[&str] = &[
    "Abernant",
    "Ashdale",
    "Barrowby",
    "Bellweather",
    "Calderhouse",
    "Castellane",
    "Dunmarsh",
    "Eastergate",
    "Fairholt",
    "Farrowday",
    "Galloway-Reed",
    "Hartsfell",
    "Holloway-Pine",
    "Inglebrook",
    "Jessamere",
    "Kettlewood",
    "Lindqvale",
    "Marchbanks",
    "Merriweth",
    "Netherfold",
    "Oakhurstle",
    "Pemberlow",
    "Quillfeather",
    "Ravensdal",
    "Saltonby",
    "Silverthorne",
    "Tamarind",
    "Thornquist",
    "Underhay",
    "Valdebron",
    "Wexcombe",
    "Winterslow",
    "Yarborne",
    "Zellanova",
];

/// A business name that fits the industry; `number` keeps names apart inside a tenant.
pub(crate) fn business_name(draw: &mut Draw, industry: Option<&str>, number: u64) -> String {
    let word = draw.pick(FIRST_WORDS).copied().unwrap_or_default();
    let trades = TRADES
        .iter()
        .find(|(name, _)| Some(*name) == industry)
        .map_or(&["Services"][..], |(_, list)| list);
    let trade = draw.pick(trades).copied().unwrap_or_default();
    format!("{word} {trade} {number}")
}

/// The name of a person who does not exist.
pub(crate) fn person_name(draw: &mut Draw) -> String {
    let given = draw.pick(GIVEN_NAMES).copied().unwrap_or_default();
    let family = draw.pick(FAMILY_NAMES).copied().unwrap_or_default();
    format!("{given} {family}")
}

/// The name of a practice, kept apart by `number`.
pub(crate) fn practice_name(draw: &mut Draw, number: u64) -> String {
    let word = draw.pick(FIRST_WORDS).copied().unwrap_or_default();
    let kind = draw
        .pick(&["Accounting", "Tax Practice", "Bookkeeping", "CPA Group"])
        .copied()
        .unwrap_or_default();
    format!("{word} {kind} {number}")
}
