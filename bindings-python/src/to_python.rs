//! Writes answers as Python values: dictionaries with keys in `snake_case`, lists, text, numbers and `None`.

use std::collections::HashMap;
use std::fmt;

use advisor_engine::VALUE_NEWTYPE;
use parking_lot::Mutex;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyString};
use serde::ser::{self, Serialize};

use crate::key;

/// Why an answer has no Python form; none has been seen, since answers are made of JSON's types.
#[derive(Debug)]
pub(crate) struct Failed(String);

impl fmt::Display for Failed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Failed {}

impl ser::Error for Failed {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

impl From<PyErr> for Failed {
    fn from(error: PyErr) -> Self {
        Self(error.to_string())
    }
}

type Result<T> = std::result::Result<T, Failed>;

/// Field names by their spelling on the wire: each is spelled and interned once.
///
/// Names of fields are those of the registry's types, a few hundred; the limit is for rows, whose keys are columns.
static NAMES: Mutex<Option<HashMap<Box<str>, Py<PyString>>>> = Mutex::new(None);
const NAMES_MAX: usize = 4096;

fn name<'py>(py: Python<'py>, wire: &str) -> Bound<'py, PyString> {
    let mut names = NAMES.lock();
    let names = names.get_or_insert_default();
    if let Some(known) = names.get(wire) {
        return known.bind(py).clone();
    }
    let spelled = PyString::intern(py, &key::to_snake(wire));
    if names.len() < NAMES_MAX {
        names.insert(wire.into(), spelled.clone().unbind());
    }
    spelled
}

/// Writes one value.
#[derive(Clone, Copy)]
pub(crate) struct ToPython<'py> {
    py: Python<'py>,
    /// Whether this is within a value of a row: names are the data's then.
    is_data: bool,
}

impl<'py> ToPython<'py> {
    pub(crate) fn new(py: Python<'py>) -> Self {
        Self { py, is_data: false }
    }

    /// A name on the wire, as Python spells it.
    fn name(self, wire: &str) -> Bound<'py, PyString> {
        if self.is_data { PyString::new(self.py, wire) } else { name(self.py, wire) }
    }

    fn write(self, value: &(impl Serialize + ?Sized)) -> Result<Bound<'py, PyAny>> {
        value.serialize(self)
    }
}

macro_rules! integers {
    ($($method:ident $type:ty;)*) => {$(
        fn $method(self, value: $type) -> Result<Self::Ok> {
            Ok(PyInt::new(self.py, value).into_any())
        }
    )*};
}

impl<'py> ser::Serializer for ToPython<'py> {
    type Ok = Bound<'py, PyAny>;
    type Error = Failed;
    type SerializeSeq = List<'py>;
    type SerializeTuple = List<'py>;
    type SerializeTupleStruct = List<'py>;
    type SerializeTupleVariant = ser::Impossible<Self::Ok, Failed>;
    type SerializeMap = Dict<'py>;
    type SerializeStruct = Dict<'py>;
    type SerializeStructVariant = Variant<'py>;

    integers! {
        serialize_i8 i8;
        serialize_i16 i16;
        serialize_i32 i32;
        serialize_i64 i64;
        serialize_u8 u8;
        serialize_u16 u16;
        serialize_u32 u32;
        serialize_u64 u64;
    }

    fn serialize_bool(self, value: bool) -> Result<Self::Ok> {
        Ok(PyBool::new(self.py, value).to_owned().into_any())
    }

    fn serialize_f32(self, value: f32) -> Result<Self::Ok> {
        self.serialize_f64(f64::from(value))
    }

    fn serialize_f64(self, value: f64) -> Result<Self::Ok> {
        Ok(PyFloat::new(self.py, value).into_any())
    }

    fn serialize_char(self, value: char) -> Result<Self::Ok> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<Self::Ok> {
        Ok(PyString::new(self.py, value).into_any())
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<Self::Ok> {
        value.serialize(self)
    }

    fn serialize_none(self) -> Result<Self::Ok> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Self::Ok> {
        self.write(value)
    }

    fn serialize_unit(self) -> Result<Self::Ok> {
        Ok(self.py.None().into_bound(self.py))
    }

    fn serialize_unit_struct(self, _name: &'static str) -> Result<Self::Ok> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
    ) -> Result<Self::Ok> {
        Ok(PyString::intern(self.py, variant).into_any())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<Self::Ok> {
        let is_data = self.is_data || name == VALUE_NEWTYPE;
        Self { is_data, ..self }.write(value)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<Self::Ok> {
        let mut dict = Dict::new(self);
        dict.set(variant, value)?;
        Ok(dict.entries.into_any())
    }

    fn serialize_seq(self, count: Option<usize>) -> Result<List<'py>> {
        Ok(List { to_python: self, items: Vec::with_capacity(count.unwrap_or_default()) })
    }

    fn serialize_tuple(self, count: usize) -> Result<List<'py>> {
        self.serialize_seq(Some(count))
    }

    fn serialize_tuple_struct(self, _name: &'static str, count: usize) -> Result<List<'py>> {
        self.serialize_seq(Some(count))
    }

    fn serialize_tuple_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        _count: usize,
    ) -> Result<Self::SerializeTupleVariant> {
        Err(Failed(format!("`{variant}` is a tuple with a name, which the types cannot say")))
    }

    fn serialize_map(self, _count: Option<usize>) -> Result<Dict<'py>> {
        Ok(Dict::new(self))
    }

    fn serialize_struct(self, _name: &'static str, _count: usize) -> Result<Dict<'py>> {
        Ok(Dict::new(self))
    }

    fn serialize_struct_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        _count: usize,
    ) -> Result<Variant<'py>> {
        Ok(Variant { name: variant, fields: Dict::new(self) })
    }
}

/// A list at work.
pub(crate) struct List<'py> {
    to_python: ToPython<'py>,
    items: Vec<Bound<'py, PyAny>>,
}

impl<'py> List<'py> {
    fn push<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        self.items.push(self.to_python.write(value)?);
        Ok(())
    }

    fn finish(self) -> Result<Bound<'py, PyAny>> {
        Ok(PyList::new(self.to_python.py, self.items)?.into_any())
    }
}

impl<'py> ser::SerializeSeq for List<'py> {
    type Ok = Bound<'py, PyAny>;
    type Error = Failed;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        self.push(value)
    }

    fn end(self) -> Result<Self::Ok> {
        self.finish()
    }
}

impl<'py> ser::SerializeTuple for List<'py> {
    type Ok = Bound<'py, PyAny>;
    type Error = Failed;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        self.push(value)
    }

    fn end(self) -> Result<Self::Ok> {
        self.finish()
    }
}

impl<'py> ser::SerializeTupleStruct for List<'py> {
    type Ok = Bound<'py, PyAny>;
    type Error = Failed;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        self.push(value)
    }

    fn end(self) -> Result<Self::Ok> {
        self.finish()
    }
}

/// A dictionary at work.
pub(crate) struct Dict<'py> {
    to_python: ToPython<'py>,
    entries: Bound<'py, PyDict>,
    key: Option<Bound<'py, PyAny>>,
}

impl<'py> Dict<'py> {
    fn new(to_python: ToPython<'py>) -> Self {
        Self { to_python, entries: PyDict::new(to_python.py), key: None }
    }

    fn set<T: Serialize + ?Sized>(&mut self, key: &str, value: &T) -> Result<()> {
        Ok(self.entries.set_item(self.to_python.name(key), self.to_python.write(value)?)?)
    }
}

impl<'py> ser::SerializeStruct for Dict<'py> {
    type Ok = Bound<'py, PyAny>;
    type Error = Failed;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<()> {
        self.set(key, value)
    }

    fn end(self) -> Result<Self::Ok> {
        Ok(self.entries.into_any())
    }
}

/// Structures with a flattened part arrive as maps, and so do rows.
impl<'py> ser::SerializeMap for Dict<'py> {
    type Ok = Bound<'py, PyAny>;
    type Error = Failed;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<()> {
        let key = self.to_python.write(key)?;
        let wire = key.cast::<PyString>().map_err(PyErr::from)?.to_cow()?;
        self.key = Some(self.to_python.name(&wire).into_any());
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        let key =
            self.key.take().ok_or_else(|| Failed("a value came before its key".to_owned()))?;
        Ok(self.entries.set_item(key, self.to_python.write(value)?)?)
    }

    fn end(self) -> Result<Self::Ok> {
        Ok(self.entries.into_any())
    }
}

/// A structure within a dictionary of one entry, its variant.
pub(crate) struct Variant<'py> {
    name: &'static str,
    fields: Dict<'py>,
}

impl<'py> ser::SerializeStructVariant for Variant<'py> {
    type Ok = Bound<'py, PyAny>;
    type Error = Failed;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<()> {
        self.fields.set(key, value)
    }

    fn end(self) -> Result<Self::Ok> {
        let py = self.fields.to_python.py;
        let outer = PyDict::new(py);
        outer.set_item(name(py, self.name), self.fields.entries)?;
        Ok(outer.into_any())
    }
}
