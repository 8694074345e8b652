//! Types of single values, and how each becomes an Arrow column.

use std::borrow::Cow;
use std::sync::Arc;

use arrow::array::{
    ArrayBuilder, BooleanBuilder, Decimal128Builder, Float64Builder, Int32Builder, Int64Builder,
    ListBuilder, StringBuilder, TimestampMillisecondBuilder,
};
use arrow::datatypes::{DataType, Field, TimeUnit};

/// Text that is often a constant: enumerations cost no allocation.
pub(crate) type Text = Cow<'static, str>;

/// An instant in milliseconds UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Instant(pub(crate) i64);

/// A decimal as its unscaled integer: `Decimal::<10, 2>(1234)` is 12.34.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Decimal<const PRECISION: u8, const SCALE: i8>(pub(crate) i128);

impl<const PRECISION: u8, const SCALE: i8> Decimal<PRECISION, SCALE> {
    /// Makes a decimal from hundredths; the scale is 2 or more.
    pub(crate) fn from_hundredths(hundredths: i64) -> Self {
        let digits =
            u32::try_from(SCALE - 2).expect("every decimal column has a scale of 2 or more");
        Self(i128::from(hundredths) * 10_i128.pow(digits))
    }
}

impl<const PRECISION: u8> Decimal<PRECISION, 2> {
    /// The hundredths that it was made from.
    pub(crate) fn to_hundredths(self) -> i64 {
        i64::try_from(self.0).expect("it was made from 64-bit hundredths")
    }
}

/// A value that fills one column of a row.
pub(crate) trait Cell {
    /// What gathers the column.
    type Builder: ArrayBuilder;
    /// Whether the column may hold nulls.
    const IS_NULLABLE: bool = false;
    /// The column's Arrow type.
    fn data_type() -> DataType;
    /// An empty builder of that type.
    fn builder() -> Self::Builder;
    /// Adds this value.
    fn append(self, builder: &mut Self::Builder);
    /// Adds a null.
    fn append_null(builder: &mut Self::Builder);
}

impl<C: Cell> Cell for Option<C> {
    type Builder = C::Builder;
    const IS_NULLABLE: bool = true;

    fn data_type() -> DataType {
        C::data_type()
    }

    fn builder() -> Self::Builder {
        C::builder()
    }

    fn append(self, builder: &mut Self::Builder) {
        match self {
            Some(value) => value.append(builder),
            None => C::append_null(builder),
        }
    }

    fn append_null(builder: &mut Self::Builder) {
        C::append_null(builder);
    }
}

/// Implements [`Cell`] for types whose builder takes the value as it is.
macro_rules! plain_cell {
    ($($value:ty, $builder:ty, $data_type:expr;)*) => {$(
        impl Cell for $value {
            type Builder = $builder;

            fn data_type() -> DataType {
                $data_type
            }

            fn builder() -> Self::Builder {
                <$builder>::new()
            }

            fn append(self, builder: &mut Self::Builder) {
                builder.append_value(self);
            }

            fn append_null(builder: &mut Self::Builder) {
                builder.append_null();
            }
        }
    )*};
}

plain_cell! {
    Text, StringBuilder, DataType::Utf8;
    String, StringBuilder, DataType::Utf8;
    bool, BooleanBuilder, DataType::Boolean;
    i32, Int32Builder, DataType::Int32;
    i64, Int64Builder, DataType::Int64;
    f64, Float64Builder, DataType::Float64;
}

impl Cell for Instant {
    type Builder = TimestampMillisecondBuilder;

    fn data_type() -> DataType {
        DataType::Timestamp(TimeUnit::Millisecond, None)
    }

    fn builder() -> Self::Builder {
        TimestampMillisecondBuilder::new()
    }

    fn append(self, builder: &mut Self::Builder) {
        builder.append_value(self.0);
    }

    fn append_null(builder: &mut Self::Builder) {
        builder.append_null();
    }
}

impl<const PRECISION: u8, const SCALE: i8> Cell for Decimal<PRECISION, SCALE> {
    type Builder = Decimal128Builder;

    fn data_type() -> DataType {
        DataType::Decimal128(PRECISION, SCALE)
    }

    fn builder() -> Self::Builder {
        Decimal128Builder::new().with_data_type(Self::data_type())
    }

    fn append(self, builder: &mut Self::Builder) {
        builder.append_value(self.0);
    }

    fn append_null(builder: &mut Self::Builder) {
        builder.append_null();
    }
}

impl Cell for Vec<Text> {
    type Builder = ListBuilder<StringBuilder>;

    fn data_type() -> DataType {
        DataType::List(Arc::new(Field::new_list_field(DataType::Utf8, true)))
    }

    fn builder() -> Self::Builder {
        ListBuilder::new(StringBuilder::new())
    }

    fn append(self, builder: &mut Self::Builder) {
        for value in self {
            builder.values().append_value(value);
        }
        builder.append(true);
    }

    fn append_null(builder: &mut Self::Builder) {
        builder.append(false);
    }
}
