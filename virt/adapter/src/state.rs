//! What lives as long as the instance: the settings and the tree, made when first asked for.

use std::cell::RefCell;

use wasi_virt_image::Settings;

use crate::clocks;
use crate::fs::{Inode, Tree, room};
use crate::image::image;

/// Memory that is had at the start, for the strings and pieces that pass through: a guest that has used up all of it
/// otherwise can then still write a message.
const WORKING: usize = 192 << 10;

struct State {
    settings: Settings,
    tree: RefCell<Tree>,
}

thread_local! {
    static STATE: &'static State = Box::leak(Box::new(State::new()));
}

impl State {
    fn new() -> Self {
        room(WORKING).expect("memory for an instance to start with");
        let image = image();
        let settings = image.settings().expect("the tool wrote whole settings");
        let tree = Tree::new(image, &settings, clocks::wall);
        Self { settings, tree: RefCell::new(tree) }
    }
}

/// The settings.
pub(crate) fn settings() -> &'static Settings {
    &STATE.with(|state| *state).settings
}

/// Runs something on the tree. It must neither make nor drop a [`Handle`].
pub(crate) fn tree<R>(run: impl FnOnce(&mut Tree) -> R) -> R {
    run(&mut STATE.with(|state| *state).tree.borrow_mut())
}

/// Keeps a node alive.
#[derive(Debug)]
pub(crate) struct Handle(Inode);

impl Handle {
    /// A handle that the tree has counted already.
    pub(crate) fn counted(inode: Inode) -> Self {
        Self(inode)
    }

    /// Another handle to a node.
    pub(crate) fn new(inode: Inode) -> Self {
        tree(|tree| tree.hold(inode));
        Self(inode)
    }

    /// The node.
    pub(crate) fn inode(&self) -> Inode {
        self.0
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        tree(|tree| tree.release(self.0));
    }
}
