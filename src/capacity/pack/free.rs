//! What is left of each node, so that nodes without room are passed over many at a time.

use super::cluster::Amounts;

/// How many nodes are looked at together.
const BLOCK: usize = 64;

/// What is left of each node.
#[derive(Clone, Debug)]
pub(super) struct Free {
    width: usize,
    /// The amounts of each node, one node after the other.
    nodes: Vec<i64>,
    /// The most that any node of a block has left of each resource.
    most: Vec<i64>,
}

impl Free {
    /// No nodes yet, with amounts of so many resources.
    pub(super) fn new(width: usize) -> Self {
        Self { width, nodes: Vec::new(), most: Vec::new() }
    }

    fn len(&self) -> usize {
        self.nodes.len() / self.width
    }

    /// What is left of a node.
    pub(super) fn of(&self, node: usize) -> &[i64] {
        &self.nodes[node * self.width..][..self.width]
    }

    /// Adds a node.
    pub(super) fn push(&mut self, offer: &[i64]) {
        self.nodes.extend_from_slice(offer);
        self.look_again(self.len() - 1);
    }

    /// Takes the last node away.
    pub(super) fn pop(&mut self) {
        self.nodes.truncate(self.nodes.len() - self.width);
        self.most.truncate(self.len().div_ceil(BLOCK) * self.width);
        if let Some(last) = self.len().checked_sub(1) {
            self.look_again(last);
        }
    }

    /// Takes amounts from a node.
    pub(super) fn take(&mut self, node: usize, amounts: &[i64]) {
        for (free, taken) in self.nodes[node * self.width..][..self.width].iter_mut().zip(amounts) {
            *free -= taken;
        }
        self.look_again(node);
    }

    /// Gives amounts back to a node.
    pub(super) fn give(&mut self, node: usize, amounts: &[i64]) {
        for (free, given) in self.nodes[node * self.width..][..self.width].iter_mut().zip(amounts) {
            *free += given;
        }
        self.look_again(node);
    }

    /// The first node from one on that has so much left.
    pub(super) fn first_with(&self, amounts: &Amounts, from: usize) -> Option<usize> {
        let mut node = from;
        while node < self.len() {
            let block = node / BLOCK;
            let end = ((block + 1) * BLOCK).min(self.len());
            if has(&self.most[block * self.width..][..self.width], amounts)
                && let Some(found) = (node..end).find(|node| has(self.of(*node), amounts))
            {
                return Some(found);
            }
            node = end;
        }
        None
    }

    /// Finds anew what the block of a node has.
    fn look_again(&mut self, node: usize) {
        let (block, width) = (node / BLOCK, self.width);
        let nodes = &self.nodes[block * BLOCK * width..((block + 1) * BLOCK * width).min(self.nodes.len())];
        self.most.resize(self.most.len().max((block + 1) * width), 0);
        let most = &mut self.most[block * width..][..width];
        most.copy_from_slice(&nodes[..width]);
        for (index, free) in nodes.iter().enumerate() {
            let most = &mut most[index % width];
            *most = (*most).max(*free);
        }
    }
}

/// Whether there is as much as is asked for; who asks for nothing finds it anywhere.
pub(super) fn has(free: &[i64], asked: &[i64]) -> bool {
    // Asked millions of times: a loop that stays one where the program is compiled for its size.
    for (index, asked) in asked.iter().enumerate() {
        if *asked > free[index] && *asked != 0 {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_looking_at_every_node_finds() {
        let mut free = Free::new(2);
        for node in 0..200_i64 {
            free.push(&[node % 7, 200 - node]);
        }
        for step in 0..150 {
            let node = step * 37 % 200;
            let amounts = [free.of(node)[0] / 2, free.of(node)[1]];
            free.take(node, &amounts);
            if step % 3 == 0 {
                free.give(node, &amounts);
            }
            if step % 5 == 0 {
                free.pop();
                free.push(&[5, 50]);
            }
            for asked in [vec![0, 0], vec![6, 0], vec![3, 60], vec![7, 0], vec![0, 199]] {
                let by_hand = (step..200).find(|node| has(free.of(*node), &asked));
                assert_eq!(free.first_with(&asked, step), by_hand, "{asked:?} from {step}");
            }
        }
        assert_eq!(Free::new(3).first_with(&vec![0; 3], 0), None);
    }
}
