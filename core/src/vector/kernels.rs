//! The arithmetic of one match, chosen once.

use super::code_kernel::CodeKernel;
use super::kernel::Kernel;

/// One kernel of each kind; whichever they are, the answers are the same to the bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Kernels {
    pub(crate) exact: Kernel,
    pub(crate) codes: CodeKernel,
}

impl Kernels {
    /// The fastest of this processor. *Cost*: two loads after the first call.
    pub(crate) fn detect() -> Self {
        Self { exact: Kernel::detect(), codes: CodeKernel::detect() }
    }

    /// Every combination that this processor can run.
    #[cfg(test)]
    pub(crate) fn available() -> Vec<Self> {
        let pairs = Kernel::available().into_iter();
        let with =
            |exact| CodeKernel::available().into_iter().map(move |codes| Self { exact, codes });
        pairs.flat_map(with).collect()
    }
}
