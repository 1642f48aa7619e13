//! The engine's own threads, for guests that compute for long.
//!
//! A call starts on the caller's runtime, where a short one ends as well. One that goes on moves here: guests that compute
//! without end then take turns among themselves, and leave the runtime its threads, timers and sockets.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::thread;
use std::time::Duration;

use async_task::{Runnable, Task};
use tokio::runtime::Handle;

use super::call::Call;

/// How much the threads leave to others that want little, in the units of `nice`.
#[cfg(target_os = "linux")]
const NICE: i32 = 10;

/// What a call may compute before those that have computed less go first.
const LONG: Duration = Duration::from_millis(10);

/// One turn in so many is of the long calls though others wait, so that a flood of those can't stop them.
const LONG_EVERY: u32 = 4;

/// The threads, as many as guests may compute at the same moment; each is started when it is needed first.
pub(super) struct Threads {
    queue: Arc<Queue>,
    most: usize,
}

#[derive(Default)]
struct Queue {
    state: Mutex<State>,
    changed: Condvar,
}

/// A call that can go on, and whether it is a long one by now.
type Ready = Runnable<Arc<AtomicBool>>;

#[derive(Default)]
struct State {
    /// Those that have computed little, and the long ones.
    ready: [VecDeque<Ready>; 2],
    turns: u32,
    threads: usize,
    /// The system has refused one, which is said once.
    refused: bool,
    idle: usize,
    stop: bool,
}

impl Threads {
    pub(super) fn new(most: usize) -> Self {
        Self { queue: Arc::default(), most }
    }

    /// Goes on with a call here, in the context of the runtime that it comes from. There must be a thread: see
    /// [`provide`](Self::provide).
    pub(super) fn go_on<T: Send + 'static>(&self, call: Call<T>, runtime: Handle) -> Moved<T> {
        let shared =
            Arc::new(Shared { call: Mutex::new(Some(call)), abandoned: AtomicBool::new(false), long: Arc::default() });
        let long = Arc::clone(&shared.long);
        let future = {
            let shared = Arc::clone(&shared);
            std::future::poll_fn(move |context| {
                let _entered = runtime.enter();
                shared.poll(context)
            })
        };
        let queue = Arc::clone(&self.queue);
        // A panic, of the embedder's callback for example, is the caller's.
        let builder = async_task::Builder::new().propagate_panic(true).metadata(long);
        let (runnable, task) = builder.spawn(|_| future, move |runnable| queue.push(runnable));
        runnable.schedule();
        Moved { shared, task }
    }

    /// Makes sure that there is a thread for one call more, or at least one for all of them. Returns whether there is.
    pub(super) fn provide(&self) -> bool {
        let mut state = self.queue.lock();
        let enough = state.idle > state.ready.iter().map(VecDeque::len).sum() || state.threads >= self.most;
        if !enough {
            let queue = Arc::clone(&self.queue);
            match thread::Builder::new().name("guest".to_owned()).spawn(move || queue.serve()) {
                Ok(_) => state.threads += 1,
                Err(error) if !state.refused => {
                    state.refused = true;
                    crate::trace::warning!("no more threads for guests: {error}");
                }
                Err(_) => {}
            }
        }
        state.threads > 0
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        // They aren't waited for: what drops the engine's last handle may be one of them.
        self.queue.lock().stop = true;
        self.queue.changed.notify_all();
    }
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(&self, call: Ready) {
        let class = usize::from(call.metadata().load(Ordering::Relaxed));
        self.lock().ready[class].push_back(call);
        self.changed.notify_one();
    }

    /// Lets calls compute, each until the next tick of the epoch.
    fn serve(&self) {
        give_way();
        let mut state = self.lock();
        while !state.stop {
            if let Some(call) = state.next() {
                drop(state);
                call.run();
                state = self.lock();
            } else {
                state.idle += 1;
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
                state.idle -= 1;
            }
        }
    }
}

impl State {
    fn next(&mut self) -> Option<Ready> {
        self.turns = self.turns.wrapping_add(1);
        let order = if self.turns.is_multiple_of(LONG_EVERY) { [1, 0] } else { [0, 1] };
        order.into_iter().find_map(|class| self.ready[class].pop_front())
    }
}

/// Lets the threads that want little go before this one: those of the runtime, which short calls run on.
pub(super) fn give_way() {
    // On Linux this is the calling thread's own. Where it fails, short calls take longer beside long ones, nothing more.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::setpriority_process(None, NICE);
}

/// A call that the caller and a thread share.
struct Shared<T> {
    call: Mutex<Option<Call<T>>>,
    abandoned: AtomicBool,
    long: Arc<AtomicBool>,
}

impl<T> Shared<T> {
    fn poll(&self, context: &mut Context<'_>) -> Poll<Option<T>> {
        let mut call = self.call.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(running) = &mut *call else {
            return Poll::Ready(None);
        };
        let polled = Pin::new(&mut *running).poll(context);
        self.long.store(running.computed() >= LONG, Ordering::Relaxed);
        if polled.is_ready() || self.abandoned.load(Ordering::Acquire) {
            *call = None;
        }
        polled.map(Some)
    }
}

/// A call that has moved. Dropping it ends the guest: at once where it waits, at the epoch's next tick where it computes.
pub(super) struct Moved<T> {
    shared: Arc<Shared<T>>,
    task: Task<Option<T>, Arc<AtomicBool>>,
}

impl<T> Future for Moved<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        match Pin::new(&mut self.task).poll(context) {
            Poll::Ready(Some(output)) => Poll::Ready(output),
            // Only who holds this can take the call away.
            Poll::Ready(None) | Poll::Pending => Poll::Pending,
        }
    }
}

impl<T> Drop for Moved<T> {
    fn drop(&mut self) {
        self.shared.abandoned.store(true, Ordering::Release);
        // In the queue it would keep its session's slot until its turn comes.
        if let Ok(mut call) = self.shared.call.try_lock() {
            *call = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Threads;

    #[test]
    fn says_whether_there_is_a_thread() {
        assert!(Threads::new(1).provide());
        assert!(!Threads::new(0).provide());
    }
}
