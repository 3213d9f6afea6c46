//! [`Blocks`]: a long list in blocks, which grows without being copied.

/// How many things a block holds.
const BLOCK: usize = 2048;

/// A list that only grows; it never holds more room than a block too much.
#[derive(Debug, Clone)]
pub struct Blocks<T> {
    blocks: Vec<Vec<T>>,
    len: usize,
}

impl<T> Default for Blocks<T> {
    fn default() -> Self {
        Self { blocks: Vec::new(), len: 0 }
    }
}

impl<T> Blocks<T> {
    /// How many things it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether it holds nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Appends a thing.
    #[inline]
    pub fn push(&mut self, thing: T) {
        match self.blocks.last_mut() {
            Some(last) if last.len() < BLOCK => last.push(thing),
            last => {
                // The first block grows as it is needed: most lists are short.
                let mut block = Vec::with_capacity(if last.is_some() { BLOCK } else { 0 });
                block.push(thing);
                self.blocks.push(block);
            }
        }
        self.len = self.len.saturating_add(1);
    }

    /// The thing at a position.
    #[inline]
    #[must_use]
    pub fn get(&self, position: usize) -> Option<&T> {
        self.blocks.get(position / BLOCK)?.get(position % BLOCK)
    }

    /// The same, to be changed.
    #[inline]
    #[must_use]
    pub fn get_mut(&mut self, position: usize) -> Option<&mut T> {
        self.blocks.get_mut(position / BLOCK)?.get_mut(position % BLOCK)
    }

    /// All things, in order.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.blocks.iter().flatten()
    }

    /// Takes all things away.
    pub fn clear(&mut self) {
        self.blocks.truncate(1);
        self.blocks.iter_mut().for_each(Vec::clear);
        self.len = 0;
    }
}
