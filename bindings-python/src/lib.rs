//! The Python module of advisor-engine: it converts, and calls the engine through one gate.

mod batches;
mod buffer;
mod engine;
mod error;
mod following;
mod from_python;
mod key;
mod options;
mod process;
mod runtime;
mod source;
mod subscription;
mod table;
mod to_python;
mod values;
mod written;

/// Threads that follow a source allocate all the time; the C library's allocator lets a reader wait for them.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The native part of `advisor_engine`; its typed wrapper is generated from the same registry of operations.
#[pyo3::pymodule(name = "_native")]
mod native {
    #[pymodule_export]
    use crate::batches::Batches;
    #[pymodule_export]
    use crate::engine::{Engine, Pinned, Tenant};
    #[pymodule_export]
    use crate::following::Following;
    #[pymodule_export]
    use crate::options::CancelFlag;
    #[pymodule_export]
    use crate::runtime::{Operation, operation_names, stop_calls};
    #[pymodule_export]
    use crate::subscription::Subscription;
    #[pymodule_export]
    use crate::table::Table;
    #[pymodule_export]
    use crate::values::{Flight, Ticket, Values};

    use pyo3::prelude::*;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))?;
        // Nobody sees it but the tests that prove that a panic is an error.
        if std::env::var_os("ADVISOR_ENGINE_TEST_HOOKS").is_some_and(|value| value == "1") {
            module.add_function(wrap_pyfunction!(crate::runtime::panic_for_test, module)?)?;
        }
        Ok(())
    }
}
