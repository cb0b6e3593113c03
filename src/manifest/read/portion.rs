//! A large text in portions that are read at the same time.

use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The bytes from which a portion is large enough. What is smaller is read sooner than a thread starts.
const ENOUGH: usize = 256 << 10;

/// The parts of a text in portions. They depend on nothing but the text, and so do the limits, which hold for each portion.
pub(super) fn portions(parts: Vec<Range<usize>>) -> Vec<Vec<Range<usize>>> {
    let mut portions = vec![Vec::new()];
    let mut size = 0;
    for part in parts {
        if size >= ENOUGH {
            portions.push(Vec::new());
            size = 0;
        }
        size += part.len();
        if let Some(last) = portions.last_mut() {
            last.push(part);
        }
    }
    portions
}

/// What `work` makes of each portion, in their order, with so many threads at most.
pub(super) fn each<T: Send>(
    portions: &[Vec<Range<usize>>],
    threads: usize,
    work: impl Fn(&[Range<usize>]) -> T + Sync,
) -> Vec<T> {
    let threads = threads.min(portions.len());
    if threads <= 1 {
        return portions.iter().map(|portion| work(portion)).collect();
    }
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(portions.len()));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some((number, portion)) = take(&next, portions) {
                    let outcome = work(portion);
                    done.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push((number, outcome));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    done.sort_by_key(|(number, _)| *number);
    done.into_iter().map(|(_, outcome)| outcome).collect()
}

/// The next portion that no thread has taken, and its number.
fn take<'a, T>(next: &AtomicUsize, portions: &'a [T]) -> Option<(usize, &'a T)> {
    let number = next.fetch_add(1, Ordering::Relaxed);
    portions.get(number).map(|portion| (number, portion))
}
