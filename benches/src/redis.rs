//! A dashboard out of Redis, read over loopback and parsed, while both cores are busy: nobody waits for one to wake up.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::Value as Json;

use crate::latency::{Latency, measure};

const CALL_COUNT: usize = 20_000;

/// A process that ends with the measurement.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn start(program: &str, arguments: &[&str]) -> std::io::Result<Running> {
    let mut command = Command::new(program);
    command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).stdin(Stdio::null());
    command.spawn().map(Running)
}

/// Measures a value of these bytes in Redis and prints it; says so where there is no Redis.
///
/// # Errors
/// Where a Redis that is there does not answer.
pub fn measure_beside(value: &[u8]) -> Result<()> {
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let text = port.to_string();
    let Ok(_server) =
        start("redis-server", &["--port", &text, "--save", "", "--bind", "127.0.0.1"])
    else {
        println!("Redis is not installed here: not measured");
        return Ok(());
    };
    let _busy: Vec<Running> = (0..std::thread::available_parallelism()?.get())
        .map(|_| start("nice", &["-n", "19", "sh", "-c", "while :; do :; done"]))
        .collect::<std::io::Result<_>>()?;
    let mut client = Client::connect(port)?;
    client.set(value)?;
    let expected: Json = serde_json::from_slice(value)?;
    let Latency { p50_us, p99_us } = measure(CALL_COUNT, |_| {
        let read: Json = serde_json::from_slice(&client.get()?)?;
        ensure!(read == expected);
        Ok(())
    })?;
    println!(
        "{:58} p50 {p50_us:8.3} µs  p99 {p99_us:8.3} µs",
        "the same bytes out of Redis, read and parsed"
    );
    Ok(())
}

struct Client {
    reader: BufReader<TcpStream>,
}

impl Client {
    fn connect(port: u16) -> Result<Self> {
        for _ in 0..200 {
            if let Ok(stream) = TcpStream::connect(("127.0.0.1", port)) {
                stream.set_nodelay(true)?;
                return Ok(Self { reader: BufReader::new(stream) });
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        anyhow::bail!("Redis does not listen on port {port}")
    }

    fn set(&mut self, value: &[u8]) -> Result<()> {
        let head = format!("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n${}\r\n", value.len());
        let stream = self.reader.get_mut();
        stream.write_all(head.as_bytes())?;
        stream.write_all(value)?;
        stream.write_all(b"\r\n")?;
        let mut line = String::new();
        self.reader.read_line(&mut line)?;
        ensure!(line == "+OK\r\n", "Redis says {line:?}");
        Ok(())
    }

    fn get(&mut self) -> Result<Vec<u8>> {
        self.reader.get_mut().write_all(b"*2\r\n$3\r\nGET\r\n$1\r\nk\r\n")?;
        let mut line = String::new();
        self.reader.read_line(&mut line)?;
        let length = line.strip_prefix('$').and_then(|text| text.trim_end().parse::<usize>().ok());
        let mut bytes = vec![0; length.context("Redis gives no value")? + 2];
        self.reader.read_exact(&mut bytes)?;
        bytes.truncate(bytes.len() - 2);
        Ok(bytes)
    }
}
