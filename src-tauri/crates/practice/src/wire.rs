//! A client's connection that can end as broken ones do: by a reset, or in the middle of an answer.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::Sleep;

/// For what is on its way to the client before the rest is withheld.
const FLUSH: Duration = Duration::from_millis(50);

/// A connection.
pub(crate) struct Wire {
    stream: TcpStream,
    end: End,
}

/// How a connection is to end. Clones share it.
#[derive(Clone, Default)]
pub(crate) struct End(Arc<AtomicBool>);

impl End {
    /// By a reset instead of in good order.
    pub(crate) fn reset(&self) {
        self.0.store(true, Ordering::Release);
    }

    fn is_reset(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

impl Wire {
    pub(crate) fn new(stream: TcpStream, end: End) -> Wire {
        Wire { stream, end }
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        if self.end.is_reset() {
            // Closing with nothing to linger for sends a reset (socket(7), SO_LINGER). Where that can't be set, the
            // connection ends in good order, without an answer all the same.
            let _ends_without_reset = self.stream.set_zero_linger();
        }
    }
}

impl AsyncRead for Wire {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().stream).poll_write(context, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let wire = self.get_mut();
        if wire.end.is_reset() {
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut wire.stream).poll_shutdown(context)
    }

    fn poll_write_vectored(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[io::IoSlice<'_>]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().stream).poll_write_vectored(context, bytes)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

/// The first half of a body whose length was announced; then the connection ends.
pub(crate) struct Torn {
    half: Option<Bytes>,
    announced: u64,
    flush: Pin<Box<Sleep>>,
}

/// The rest of the body never comes.
#[derive(Debug, thiserror::Error)]
#[error("the answer was cut")]
pub(crate) struct TornHere;

impl Torn {
    pub(crate) fn new(body: Vec<u8>) -> Torn {
        let mut half = Bytes::from(body);
        let announced = half.len();
        half.truncate(announced / 2);
        Torn { half: Some(half), announced: announced.try_into().unwrap_or(u64::MAX), flush: Box::pin(tokio::time::sleep(FLUSH)) }
    }
}

impl Body for Torn {
    type Data = Bytes;
    type Error = TornHere;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, TornHere>>> {
        let torn = self.get_mut();
        match torn.half.take() {
            Some(half) => Poll::Ready(Some(Ok(Frame::data(half)))),
            None => torn.flush.as_mut().poll(context).map(|()| Some(Err(TornHere))),
        }
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.announced)
    }
}
