//! One progress bar per table, or none.

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

/// Where progress is shown; the default shows nothing.
///
/// ```
/// use advisor_engine_data::progress::Progress;
/// assert!(!Progress::hidden().is_visible());
/// ```
#[derive(Debug, Clone, Default)]
pub struct Progress(Option<MultiProgress>);

impl Progress {
    /// Shows nothing: for tests and for callers with their own output.
    #[must_use]
    pub fn hidden() -> Self {
        Self(None)
    }

    /// Shows one bar per table on standard error when that is a terminal.
    #[must_use]
    pub fn bars() -> Self {
        Self(Some(MultiProgress::new()))
    }

    /// Tells whether bars are drawn when there is a terminal.
    #[must_use]
    pub fn is_visible(&self) -> bool {
        self.0.is_some()
    }

    /// Opens the bar of one table.
    pub(crate) fn table(&self, name: &'static str, row_count: u64) -> ProgressBar {
        let Some(bars) = &self.0 else { return ProgressBar::hidden() };
        let style = ProgressStyle::with_template(
            "{msg:<20} {bar:32} {human_pos:>10} / {human_len:<10} {eta}",
        )
        .unwrap_or_else(|_| ProgressStyle::default_bar());
        bars.add(ProgressBar::new(row_count).with_style(style).with_message(name))
    }
}
