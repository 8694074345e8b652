//! Values of the host: JSON texts by name, as the JavaScript part writes and reads them.

use std::cell::RefCell;
use std::rc::Rc;

use advisor_engine::{
    Begun, CachedValue, Error, ErrorKind, LoadTicket, ValueOptions, Values, Waiting,
};
use napi::bindgen_prelude::{
    Env, FunctionCallContext, JsObjectValue, JsValue, Object, ToNapiValue,
};
use napi::sys::napi_value;

use crate::call::{self, NotMade, Outcome};
use crate::handle::{Handle, nothing};
use crate::options::{given, of_long_call};
use crate::text::Text;
use crate::waiting;

/// Makes the object of a scope's values: of the tenant that is given, or of none.
pub(crate) fn object(
    handle: &Handle,
    context: &FunctionCallContext<'_>,
) -> Result<napi_value, NotMade> {
    let tenant: Option<String> = given(context, 0)?.map(|_| context.get(0)).transpose()?;
    let engine = handle.opened.engine()?;
    let values = Rc::new(match tenant {
        Some(id) => engine.tenant(id).values(),
        None => engine.values(),
    });
    let mut object = Object::new(context.env)?;
    let mut add = |name: &str, function: Method| {
        let values = Rc::clone(&values);
        handle.add(&mut object, *context.env, name, move |handle, context| {
            // Where the engine is closed, the call says so.
            handle.opened.engine()?;
            function(handle, &values, context)
        })
    };
    add("get", |_, values, context| match values.get(&name(context)?)? {
        Some(value) => Ok(text(&value).into_string(context.env)?.raw()),
        None => nothing(context),
    })?;
    add("getBytes", |_, values, context| match values.get(&name(context)?)? {
        Some(value) => Ok(text(&value).into_buffer(context.env)?.raw()),
        None => nothing(context),
    })?;
    add("put", |_, values, context| {
        let json: String = context.get(1)?;
        values.put(&name(context)?, json.into_bytes(), &options(context, 2)?)?;
        nothing(context)
    })?;
    add("remove", |_, values, context| {
        Ok(values.remove(&name(context)?)?.into_unknown(context.env)?.raw())
    })?;
    add("begin", begin)?;
    add("invalidateTag", |_, values, context| {
        values.invalidate_tag(&name(context)?)?;
        nothing(context)
    })?;
    add("invalidateTable", |_, values, context| {
        values.invalidate_table(&name(context)?)?;
        nothing(context)
    })?;
    add("invalidateRow", |_, values, context| {
        let id: String = context.get(1)?;
        values.invalidate_row(&name(context)?, &id)?;
        nothing(context)
    })?;
    add("invalidateAll", |_, values, context| {
        values.invalidate_all()?;
        nothing(context)
    })?;
    Ok(object.raw())
}

type Method = fn(&Handle, &Rc<Values>, &FunctionCallContext<'_>) -> Result<napi_value, NotMade>;

fn name(context: &FunctionCallContext<'_>) -> napi::Result<String> {
    context.get(0)
}

fn options(context: &FunctionCallContext<'_>, index: usize) -> Result<ValueOptions, NotMade> {
    match given(context, index)? {
        Some(options) => call::read(&options, |value| ValueOptions::read(value)),
        None => Ok(ValueOptions::default()),
    }
}

fn text(value: &CachedValue) -> Text {
    Text::of_json(&value.bytes)
}

/// Begins a read: the text of a fresh value; or an object with the text of a late one as `text`, with `finish` and `fail`
/// where the caller loads, and with `wait` where another does.
fn begin(
    handle: &Handle,
    values: &Rc<Values>,
    context: &FunctionCallContext<'_>,
) -> Result<napi_value, NotMade> {
    let name = name(context)?;
    let mut object = Object::new(context.env)?;
    match values.begin(&name, &options(context, 1)?)? {
        Begun::Fresh(value) => return Ok(text(&value).into_string(context.env)?.raw()),
        Begun::Stale(value, ticket) => {
            object.set_named_property("text", text(&value).into_string(context.env)?)?;
            if let Some(ticket) = ticket {
                add_ticket(handle, values, &mut object, *context.env, ticket)?;
            }
        }
        Begun::Load(ticket) => add_ticket(handle, values, &mut object, *context.env, ticket)?,
        Begun::Wait(waiting) => add_waiting(handle, values, &mut object, *context.env, waiting)?,
    }
    Ok(object.raw())
}

/// Adds what ends a load: `finish` with the text, which tells whether nothing has invalidated it meanwhile; `fail` with
/// a message, which gives the text of what may be served instead.
fn add_ticket(
    handle: &Handle,
    values: &Rc<Values>,
    object: &mut Object<'_>,
    env: Env,
    ticket: LoadTicket,
) -> napi::Result<()> {
    let ticket = Rc::new(RefCell::new(Some(ticket)));
    let (of_finish, loaded) = (Rc::clone(values), Rc::clone(&ticket));
    handle.add(object, env, "finish", move |_, context| {
        let json: String = context.get(0)?;
        let ticket = loaded.borrow_mut().take().ok_or_else(ended)?;
        let is_true = of_finish.end_and_tell(ticket, json.into_bytes())?;
        Ok(is_true.into_unknown(context.env)?.raw())
    })?;
    let of_fail = Rc::clone(values);
    handle.add(object, env, "fail", move |_, context| {
        let message: String = context.get(0)?;
        let ticket = ticket.borrow_mut().take().ok_or_else(ended)?;
        match of_fail.end(ticket, Err(Error::of_loader(message))) {
            Ok(value) => Ok(text(&value).into_string(context.env)?.raw()),
            // The JavaScript part throws what its loader threw.
            Err(_) => nothing(context),
        }
    })
}

/// Adds `wait`, a promise of the text that another environment's loader makes; of null where the caller must begin again.
fn add_waiting(
    handle: &Handle,
    values: &Rc<Values>,
    object: &mut Object<'_>,
    env: Env,
    flight: Waiting,
) -> napi::Result<()> {
    let (values, flight) = (Values::clone(values), Rc::new(RefCell::new(Some(flight))));
    handle.add(object, env, "wait", move |handle, context| {
        let (call, flag) = of_long_call(context, 0)?;
        let flight = flight.borrow_mut().take().ok_or_else(ended)?;
        let ticket = handle.opened.running.enter(flag);
        let values = values.clone();
        Ok(waiting::start(context.env, &handle.environment, ticket, move || {
            Ok(match values.wait(&flight, &call)? {
                Some(value) => Outcome::Text(text(&value)),
                None => Outcome::Block(None),
            })
        })?)
    })
}

fn ended() -> Error {
    Error::new(ErrorKind::Conflict, "the load has ended already")
}
