//! The network between an engine and a server, to be cut and delayed.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// A proxy on a free port of the loopback, whose threads end with the process.
#[derive(Debug, Clone)]
pub struct Proxy {
    port: u16,
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    is_cut: AtomicBool,
    delay_ms: AtomicU64,
    open: Mutex<Vec<TcpStream>>,
}

impl Proxy {
    /// Starts one before a server's port.
    ///
    /// # Panics
    /// When the loopback has no free port.
    #[must_use]
    pub fn start(server_port: u16) -> Self {
        let listener =
            TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("the loopback has free ports");
        let port = listener.local_addr().expect("a bound socket has an address").port();
        let shared = Arc::new(Shared::default());
        let of_thread = Arc::clone(&shared);
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if of_thread.is_cut.load(Ordering::Relaxed) {
                    continue;
                }
                // A server that is down takes none.
                if let Ok(server) = TcpStream::connect((Ipv4Addr::LOCALHOST, server_port)) {
                    of_thread.join(&client, &server);
                    of_thread.join(&server, &client);
                }
            }
        });
        Self { port, shared }
    }

    /// Where it listens.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Ends every connection, and takes no new one until told.
    pub fn cut(&self) {
        self.shared.is_cut.store(true, Ordering::Relaxed);
        let mut open = self.shared.open.lock().unwrap_or_else(PoisonError::into_inner);
        for stream in open.drain(..) {
            // One that has ended by itself cannot be shut again.
            drop(stream.shutdown(Shutdown::Both));
        }
    }

    /// Takes connections again.
    pub fn mend(&self) {
        self.shared.is_cut.store(false, Ordering::Relaxed);
    }

    /// Holds every piece of data back for so long.
    pub fn delay(&self, delay: Duration) {
        let delay_ms = u64::try_from(delay.as_millis()).expect("tests delay by milliseconds");
        self.shared.delay_ms.store(delay_ms, Ordering::Relaxed);
    }
}

impl Shared {
    /// Carries what comes from one to the other, until either ends.
    fn join(self: &Arc<Self>, from: &TcpStream, to: &TcpStream) {
        let (Ok(mut from), Ok(mut to)) = (from.try_clone(), to.try_clone()) else { return };
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.extend(from.try_clone());
        drop(open);
        let shared = Arc::clone(self);
        std::thread::spawn(move || {
            let mut buffer = vec![0; 64 << 10];
            while let Ok(count @ 1..) = from.read(&mut buffer) {
                let delay_ms = shared.delay_ms.load(Ordering::Relaxed);
                if delay_ms > 0 {
                    std::thread::sleep(Duration::from_millis(delay_ms));
                }
                if to.write_all(&buffer[..count]).is_err() {
                    break;
                }
            }
            drop(to.shutdown(Shutdown::Both));
            drop(from.shutdown(Shutdown::Both));
        });
    }
}
