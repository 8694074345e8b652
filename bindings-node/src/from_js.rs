//! Reads JavaScript values as serde asks for them.
//!
//! What a value becomes: `undefined` in an object is an absent field; a whole number within ±(2⁵³ − 1) is an integer,
//! any other number a double, NaN and infinities included, so that the engine itself refuses them where they do not
//! belong; a `BigInt` is a 64-bit integer; a `Date` is ISO 8601 text; a `Float32Array` or `Float64Array` is a list of
//! numbers, read without a loop in JavaScript; an object with a `toJSON` method is what that returns, as everywhere in
//! JavaScript. Everything else that is no plain data is refused by name.

use std::fmt;

use advisor_engine::{Timestamp, VECTOR_NEWTYPE};
use serde::de::value::{MapAccessDeserializer, SeqDeserializer, StrDeserializer};
use serde::de::{self, IntoDeserializer, Unexpected, Visitor};

use crate::value::{Floats, Kind, NoFloats, Refused, Value};

/// Deeper values are refused: they are slips or cycles, and would end in an exhausted stack.
const DEPTH_LIMIT: u8 = 64;
const MAX_SAFE_INTEGER: f64 = 9_007_199_254_740_991.0;

/// Reads one value.
#[derive(Clone, Copy)]
pub(crate) struct FromJs<'call> {
    value: Value<'call>,
    depth: u8,
}

impl<'call> FromJs<'call> {
    pub(crate) fn new(value: Value<'call>) -> Self {
        Self { value, depth: 0 }
    }
}

/// What could not be read, in words; serde's own for the most part.
#[derive(Debug)]
pub(crate) struct Unreadable(String);

impl fmt::Display for Unreadable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Unreadable {}

impl de::Error for Unreadable {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

impl From<Refused> for Unreadable {
    fn from(_: Refused) -> Self {
        // Seen by nobody where JavaScript threw: its own exception goes on.
        Self("the value could not be read".to_owned())
    }
}

/// A value that is an object to `typeof`, told apart.
enum Shape<'call> {
    List,
    Floats(Floats<'call>),
    Date(String),
    /// What `toJSON` returned.
    Replaced(Value<'call>),
    Object,
}

impl<'call> FromJs<'call> {
    fn shape(&self) -> Result<Shape<'call>, Unreadable> {
        let value = self.value;
        if value.is_array()? {
            return Ok(Shape::List);
        }
        if value.is_binary()? {
            return match value.floats() {
                Ok(floats) => Ok(Shape::Floats(floats)),
                Err(NoFloats::Refused) => Err(Refused.into()),
                Err(NoFloats::Detached) => Err(de::Error::custom(
                    "the typed array is detached: its buffer was transferred",
                )),
                Err(NoFloats::Shared) => Err(de::Error::custom(
                    "the typed array is of shared memory; copy it first, for instance by `slice()`",
                )),
                Err(NoFloats::OtherKind) => Err(de::Error::custom(format!(
                    "binary data of type `{}` is not taken; numbers come as an array, a Float32Array or a Float64Array",
                    class_name(value)?
                ))),
            };
        }
        if value.is_date()? {
            return instant(value.date_ms()?).map(Shape::Date);
        }
        let to_json = value.named_property(c"toJSON")?;
        if to_json.kind()? == Kind::Function {
            return Ok(Shape::Replaced(value.call(to_json)?));
        }
        Ok(Shape::Object)
    }

    fn inner(&self, value: Value<'call>) -> Result<Self, Unreadable> {
        if self.depth == DEPTH_LIMIT {
            return Err(de::Error::custom(format!(
                "the value is nested more than {DEPTH_LIMIT} levels deep"
            )));
        }
        Ok(Self { value, depth: self.depth + 1 })
    }

    fn visit_object<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self.shape()? {
            Shape::List => {
                let length = self.value.array_length()?;
                visitor.visit_seq(List { array: self, next: 0, length })
            }
            Shape::Floats(Floats::Single(numbers)) => {
                visitor.visit_seq(SeqDeserializer::new(numbers.iter().copied()))
            }
            Shape::Floats(Floats::Double(numbers)) => {
                visitor.visit_seq(SeqDeserializer::new(numbers.iter().copied()))
            }
            Shape::Date(text) => visitor.visit_string(text),
            Shape::Replaced(value) => {
                de::Deserializer::deserialize_any(self.inner(value)?, visitor)
            }
            Shape::Object => visitor.visit_map(Fields::new(self)?),
        }
    }

    fn visit_integer<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self.value.kind()? {
            Kind::Number => {
                let number = self.value.number()?;
                match whole(number) {
                    Some(integer) => visitor.visit_i64(integer),
                    None => visitor.visit_f64(number),
                }
            }
            _ => self.visit(visitor),
        }
    }

    fn visit_float<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self.value.kind()? {
            Kind::Number => visitor.visit_f64(self.value.number()?),
            _ => self.visit(visitor),
        }
    }

    fn visit<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self.value.kind()? {
            Kind::Undefined | Kind::Null => visitor.visit_unit(),
            Kind::Boolean => visitor.visit_bool(self.value.boolean()?),
            Kind::Number => {
                let number = self.value.number()?;
                match whole(number) {
                    // The sign of zero is kept where a double may be meant.
                    Some(0) if number.is_sign_negative() => visitor.visit_f64(number),
                    Some(integer) => visitor.visit_i64(integer),
                    None => visitor.visit_f64(number),
                }
            }
            Kind::BigInt => {
                if let Some(integer) = self.value.signed()? {
                    visitor.visit_i64(integer)
                } else if let Some(integer) = self.value.unsigned()? {
                    visitor.visit_u64(integer)
                } else {
                    Err(de::Error::custom("the BigInt does not fit into 64 bits"))
                }
            }
            Kind::String => self.value.with_text(|text| visitor.visit_str(text))?,
            Kind::Symbol => Err(de::Error::invalid_type(Unexpected::Other("a symbol"), &visitor)),
            Kind::Function => {
                Err(de::Error::invalid_type(Unexpected::Other("a function"), &visitor))
            }
            Kind::Object => self.visit_object(visitor),
        }
    }
}

fn bytes_of(floats: &Floats<'_>) -> Vec<u8> {
    match floats {
        Floats::Single(numbers) => numbers.iter().flat_map(|number| number.to_le_bytes()).collect(),
        #[expect(clippy::cast_possible_truncation, reason = "vectors are of single precision")]
        Floats::Double(numbers) => {
            numbers.iter().flat_map(|&number| (number as f32).to_le_bytes()).collect()
        }
    }
}

/// The integer that a number is, where it is surely the one that was meant.
fn whole(number: f64) -> Option<i64> {
    #[expect(clippy::cast_possible_truncation, reason = "whole and within 2^53")]
    (number.abs() <= MAX_SAFE_INTEGER && number.fract() == 0.0).then_some(number as i64)
}

fn instant(milliseconds: f64) -> Result<String, Unreadable> {
    let milliseconds =
        whole(milliseconds).ok_or_else(|| Unreadable("the Date is invalid".to_owned()))?;
    let instant = Timestamp::from_millisecond(milliseconds)
        .map_err(|error| Unreadable(error.message().to_owned()))?;
    Ok(instant.to_string())
}

fn class_name(value: Value<'_>) -> Result<String, Refused> {
    let constructor = value.named_property(c"constructor")?;
    if constructor.kind()? != Kind::Function {
        return Ok("Object".to_owned());
    }
    let name = constructor.named_property(c"name")?;
    if name.kind()? != Kind::String {
        return Ok("Object".to_owned());
    }
    name.with_text(str::to_owned)
}

/// The elements of an array.
struct List<'call> {
    array: FromJs<'call>,
    next: u32,
    length: u32,
}

impl<'de> de::SeqAccess<'de> for List<'_> {
    type Error = Unreadable;

    fn next_element_seed<T: de::DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Unreadable> {
        if self.next == self.length {
            return Ok(None);
        }
        let _scope = self.array.value.scope()?;
        let element = self.array.inner(self.array.value.element(self.next)?)?;
        self.next += 1;
        seed.deserialize(element).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        usize::try_from(self.length - self.next).ok()
    }
}

/// The fields of an object, without those that are undefined.
struct Fields<'call> {
    object: FromJs<'call>,
    names: Value<'call>,
    next: u32,
    count: u32,
    value: Option<FromJs<'call>>,
}

impl<'call> Fields<'call> {
    fn new(object: FromJs<'call>) -> Result<Self, Unreadable> {
        let names = object.value.own_names()?;
        let count = names.array_length()?;
        // A Map, a Set or a Promise would otherwise pass for an object in which everything is left out.
        if count == 0 && object.value.prototype()?.kind()? == Kind::Object {
            let class = class_name(object.value)?;
            if class != "Object" {
                return Err(de::Error::custom(format!(
                    "an instance of `{class}` is not taken; expected plain data"
                )));
            }
        }
        Ok(Self { object, names, next: 0, count, value: None })
    }
}

impl<'de> de::MapAccess<'de> for Fields<'_> {
    type Error = Unreadable;

    fn next_key_seed<K: de::DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Unreadable> {
        while self.next < self.count {
            let name = self.names.element(self.next)?;
            self.next += 1;
            let value = self.object.value.property(name)?;
            if value.kind()? == Kind::Undefined {
                continue;
            }
            self.value = Some(self.object.inner(value)?);
            return name.with_text(|text| seed.deserialize(StrDeserializer::new(text)))?.map(Some);
        }
        Ok(None)
    }

    fn next_value_seed<V: de::DeserializeSeed<'de>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, Unreadable> {
        let value = self
            .value
            .take()
            .ok_or_else(|| Unreadable("a value comes after its name".to_owned()))?;
        seed.deserialize(value)
    }
}

macro_rules! forward {
    ($to:ident: $($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
            self.$to(visitor)
        }
    )*};
}

impl<'de> de::Deserializer<'de> for FromJs<'_> {
    type Error = Unreadable;

    forward! { visit:
        deserialize_any deserialize_bool deserialize_char deserialize_str deserialize_string deserialize_bytes
        deserialize_byte_buf deserialize_unit deserialize_seq deserialize_map deserialize_identifier
    }
    forward! { visit_integer:
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
    }
    forward! { visit_float: deserialize_f32 deserialize_f64 }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self.value.kind()? {
            Kind::Undefined | Kind::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        self.visit(visitor)
    }

    /// A typed array for a vector goes over as bytes: number by number it takes as long as the match itself.
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        if name == VECTOR_NEWTYPE
            && self.value.kind()? == Kind::Object
            && let Ok(floats) = self.value.floats()
        {
            return visitor.visit_byte_buf(bytes_of(&floats));
        }
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _length: usize,
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        self.visit(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _length: usize,
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        self.visit(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        // serde would take a list for the fields in their order.
        if self.value.kind()? == Kind::Object && self.value.is_array()? {
            return Err(de::Error::invalid_type(Unexpected::Seq, &visitor));
        }
        self.visit(visitor)
    }

    /// A text is a variant without content, an object of one field a variant with that content.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        match self.value.kind()? {
            Kind::String => self.value.with_text(|text| {
                visitor.visit_enum(IntoDeserializer::<Unreadable>::into_deserializer(text))
            })?,
            Kind::Object if matches!(self.shape()?, Shape::Object) => {
                visitor.visit_enum(MapAccessDeserializer::new(Fields::new(self)?))
            }
            _ => self.visit(visitor),
        }
    }
}
