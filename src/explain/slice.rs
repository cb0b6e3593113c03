//! The part of a spec on which some objects depend. Trials on it are as good as trials on the whole, and cost as little as it is small.

use super::entries::{Entries, is_section, path, without};
use crate::yaml::{Mapping, Node, Step};

/// How many trials finding the part may take.
const MOST_TRIALS: usize = 48;

/// Takes out everything whose absence changes nothing: half by half, then quarter by quarter. `own` is the entry that the objects
/// belong to, and `same` tells whether they are the same with another tree.
pub(super) fn slice(mut part: Node, own: Option<&[Step]>, same: impl Fn(&Node) -> bool) -> Node {
    let entries = Entries::new(&part).all;
    let mut left: Vec<Vec<Step>> = entries.iter().map(path).filter(|path| Some(path.as_slice()) != own).collect();
    let settings = part.as_mapping().into_iter().flat_map(Mapping::keys).map(|key| key.name.to_string());
    left.extend(settings.filter(|name| !is_section(name)).map(|name| vec![Step::Key(name)]));
    let (mut size, mut trials) = (left.len().div_ceil(2).max(1), 0);
    loop {
        let mut needed = Vec::new();
        for chunk in left.chunks(size) {
            let mut smaller = part.clone();
            without(&mut smaller, chunk);
            trials += 1;
            if trials <= MOST_TRIALS && same(&smaller) {
                part = smaller;
            } else {
                needed.extend_from_slice(chunk);
            }
        }
        left = needed;
        if size == 1 || trials >= MOST_TRIALS || left.is_empty() {
            return part;
        }
        size = size.div_ceil(4);
    }
}
