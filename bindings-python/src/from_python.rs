//! Reads requests out of Python values, owned by the end of it, so that the call needs no interpreter.

use std::fmt;

use advisor_engine::{VALUE_NEWTYPE, VECTOR_NEWTYPE};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyIterator, PyList, PyString, PyTuple};
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, DeserializeSeed, IntoDeserializer, Visitor};

use crate::buffer::{self, Numbers};
use crate::key;
use crate::written::written;

/// Values nested deeper than this are refused; a list that holds itself is, too.
const DEPTH_MAX: usize = 64;

/// Why a value cannot be taken; the field is told by who reads.
#[derive(Debug)]
pub(crate) struct Refusal(String);

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Refusal {}

impl de::Error for Refusal {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

impl From<PyErr> for Refusal {
    fn from(error: PyErr) -> Self {
        Self(error.to_string())
    }
}

type Result<T> = std::result::Result<T, Refusal>;

/// A Python value to be read.
pub(crate) struct Input<'py> {
    value: Bound<'py, PyAny>,
    depth: usize,
    /// Whether this is within a value of a row: names are the data's then.
    is_data: bool,
}

impl<'py> Input<'py> {
    pub(crate) fn new(value: Bound<'py, PyAny>) -> Self {
        Self { value, depth: 0, is_data: false }
    }

    fn item(&self, value: Bound<'py, PyAny>) -> Result<Self> {
        if self.depth == DEPTH_MAX {
            return Err(Refusal(format!("values are nested deeper than {DEPTH_MAX} levels")));
        }
        Ok(Self { value, depth: self.depth + 1, is_data: self.is_data })
    }

    /// The value as what it is, most frequent types first; a boolean is an `int` in Python, so it comes before.
    fn read<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        let value = &self.value;
        if let Ok(text) = value.cast::<PyString>() {
            return visitor.visit_str(&text_of(text)?);
        }
        if let Ok(number) = value.cast::<PyFloat>() {
            return visitor.visit_f64(number.value());
        }
        if value.is_none() {
            return visitor.visit_unit();
        }
        if let Ok(flag) = value.cast::<PyBool>() {
            return visitor.visit_bool(flag.is_true());
        }
        if let Ok(number) = value.cast::<PyInt>() {
            return visitor.visit_i64(integer_of(number)?);
        }
        if let Ok(list) = value.cast::<PyList>() {
            return self.read_sequence(list.len(), list.try_iter()?, visitor);
        }
        if let Ok(tuple) = value.cast::<PyTuple>() {
            return self.read_sequence(tuple.len(), tuple.try_iter()?, visitor);
        }
        if let Ok(entries) = value.cast::<PyDict>() {
            let entries = entries.clone();
            return self.read_entries(&entries, None, visitor);
        }
        self.read_other(visitor)
    }

    fn read_sequence<'de, V: Visitor<'de>>(
        &self,
        count: usize,
        items: Bound<'py, PyIterator>,
        visitor: V,
    ) -> Result<V::Value> {
        visitor.visit_seq(Items { parent: self, iterator: items, remaining: count })
    }

    fn read_entries<'de, V: Visitor<'de>>(
        &self,
        entries: &Bound<'py, PyDict>,
        fields: Option<&'static [&'static str]>,
        visitor: V,
    ) -> Result<V::Value> {
        // A list of its own: Python code that runs while a value is read may change the dictionary.
        let entries = entries.items();
        visitor.visit_map(Entries { parent: self, pairs: entries, next: 0, fields, value: None })
    }

    /// Numbers of other libraries, buffers, times, decimals and paths.
    fn read_other<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        let value = &self.value;
        if let Some(numbers) = buffer::read(value)? {
            return match numbers {
                Numbers::Singles(items) => visitor.visit_seq(items.into_deserializer()),
                Numbers::Doubles(items) => visitor.visit_seq(items.into_deserializer()),
            };
        }
        if let Some(text) = written(value)? {
            return visitor.visit_str(&text_of(text.cast::<PyString>().map_err(PyErr::from)?)?);
        }
        // A single number of an array library, such as `numpy.float32(1)`.
        let dimensions = value.getattr_opt(intern!(value.py(), "ndim"))?;
        if dimensions.is_some_and(|dimensions| dimensions.eq(0).unwrap_or(false)) {
            let plain = value.call_method0(intern!(value.py(), "item"))?;
            return self.item(plain)?.read(visitor);
        }
        Err(de::Error::invalid_type(
            de::Unexpected::Other(&format!("Python \"{}\"", type_name(value))),
            &visitor,
        ))
    }
}

impl<'de> de::Deserializer<'de> for Input<'_> {
    type Error = Refusal;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.read(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        if self.value.is_none() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    /// A vector is handed over at once; one that holds anything else than numbers is read as any list, which tells the
    /// element.
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value> {
        if name == VECTOR_NEWTYPE
            && let Some(bytes) = buffer::vector(&self.value)?
        {
            return visitor.visit_bytes(&bytes);
        }
        let is_data = self.is_data || name == VALUE_NEWTYPE;
        visitor.visit_newtype_struct(Self { is_data, ..self })
    }

    /// Where the fields are known, `None` is an absent one, and the wire's spelling of a name is not Python's.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        if let Ok(entries) = self.value.cast::<PyDict>() {
            return self.read_entries(entries, Some(fields), visitor);
        }
        if self.value.is_instance_of::<PyList>() || self.value.is_instance_of::<PyTuple>() {
            // Fields by their place would be taken otherwise.
            return Err(de::Error::invalid_type(de::Unexpected::Seq, &visitor));
        }
        self.read(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        if let Ok(text) = self.value.cast::<PyString>() {
            return visitor.visit_enum(text_of(text)?.into_deserializer());
        }
        match self.value.cast::<PyDict>() {
            Ok(entries) => {
                let entries = entries.items();
                let entries =
                    Entries { parent: &self, pairs: entries, next: 0, fields: None, value: None };
                visitor.visit_enum(MapAccessDeserializer::new(entries))
            }
            Err(_) => self.read(visitor),
        }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq
        tuple tuple_struct map identifier ignored_any
    }
}

/// The items of a list or a tuple.
struct Items<'a, 'py> {
    parent: &'a Input<'py>,
    iterator: Bound<'py, PyIterator>,
    remaining: usize,
}

impl<'de> de::SeqAccess<'de> for Items<'_, '_> {
    type Error = Refusal;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>> {
        let Some(item) = self.iterator.next() else { return Ok(None) };
        self.remaining = self.remaining.saturating_sub(1);
        seed.deserialize(self.parent.item(item?)?).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.remaining)
    }
}

/// The entries of a dictionary: of a structure whose fields are known, or of a map.
struct Entries<'a, 'py> {
    parent: &'a Input<'py>,
    pairs: Bound<'py, PyList>,
    next: usize,
    fields: Option<&'static [&'static str]>,
    value: Option<Bound<'py, PyAny>>,
}

impl<'de> de::MapAccess<'de> for Entries<'_, '_> {
    type Error = Refusal;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>> {
        while self.next < self.pairs.len() {
            let entry = self.pairs.get_item(self.next)?;
            self.next += 1;
            let (name, value) = entry.extract::<(Bound<'_, PyAny>, Bound<'_, PyAny>)>()?;
            if self.fields.is_some() && value.is_none() {
                continue;
            }
            let name = name.cast::<PyString>().map_err(|_| {
                Refusal(format!("a key is Python \"{}\"; expected text", type_name(&name)))
            })?;
            let name = text_of(name)?;
            if let Some(fields) = self.fields
                && name.contains(|character: char| character.is_ascii_uppercase())
                && fields.contains(&name.as_ref())
            {
                let snake = key::to_snake(&name);
                return Err(Refusal(format!(
                    "unknown field \"{name}\"; in Python it is `{snake}`"
                )));
            }
            self.value = Some(value);
            if self.parent.is_data {
                return seed.deserialize(name.into_deserializer()).map(Some);
            }
            return seed.deserialize(key::to_camel(&name).into_deserializer()).map(Some);
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value> {
        let value = self
            .value
            .take()
            .ok_or_else(|| Refusal("a value was asked for before its key".to_owned()))?;
        seed.deserialize(self.parent.item(value)?)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.pairs.len() - self.next)
    }
}

fn text_of<'a>(text: &'a Bound<'_, PyString>) -> Result<std::borrow::Cow<'a, str>> {
    text.to_cow().map_err(|_| Refusal("text that is not valid Unicode".to_owned()))
}

fn integer_of(number: &Bound<'_, PyInt>) -> Result<i64> {
    // Its digits are not told: Python refuses to write those of very large ones.
    number.extract().map_err(|_| Refusal("an integer beyond 64 bits".to_owned()))
}

fn type_name(value: &Bound<'_, PyAny>) -> String {
    value.get_type().name().map_or_else(|_| "?".to_owned(), |name| name.to_string())
}
