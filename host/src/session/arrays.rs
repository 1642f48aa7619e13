//! Arrays that pass between the host and the code, where the component exports the interface `arrays`.

use wasmtime::Store;

use super::{Calling, Live, Session, State};
use crate::array::{Array, Element, ElementType};
use crate::bindings::arrays;
use crate::error::{Error, Result};
use crate::identifier;

/// Arrays, for a component that has them: the Python guest with NumPy. Their elements pass as bytes, much faster than as the
/// JSON of [`set`](Session::set) and [`eval`](Session::eval).
///
/// Both return [`NoArrays`](Error::NoArrays) where the component has none, and else what any call returns; time limits hold as
/// for any call. An array passes through the guest's memory, which holds it up to three times during the call: where there
/// isn't room for it, the call ends with [`OutOfMemory`](Error::OutOfMemory) or the guest's `MemoryError`.
///
/// ```no_run
/// # async fn example(engine: component_sandbox::Engine) -> component_sandbox::Result<()> {
/// use component_sandbox::Array;
///
/// let sandbox = engine.load("dist/sandbox-numpy-virt.wasm")?;
/// let mut session = sandbox.session().start().await?;
/// session.set_array("a", Array::new([2, 2], vec![1.0, 2.0, 3.0, 4.0])?).await?;
/// session.set_array("b", vec![0.5, 0.25]).await?;
/// session.exec("c = a @ b").await?;
/// assert_eq!(session.get_array::<f64>("c").await?.data(), [1.0, 2.5]);
/// # Ok(()) }
/// ```
impl Session {
    /// Binds a name in the session to an array, which the code may change: a vector or an [`Array`].
    ///
    /// # Errors
    ///
    /// [`Argument`](Error::Argument) where the name isn't one; otherwise as for both calls.
    pub async fn set_array<T: Element>(&mut self, name: &str, array: impl Into<Array<T>>) -> Result<()> {
        identifier::check(name)?;
        let (shape, data) = array.into().into_parts();
        let shape = shape.into_iter().map(|length| length as u64).collect();
        let array = arrays::Array { element: T::TYPE.into(), shape, data: T::write(&data) };
        // It needn't be there twice while the guest takes it.
        drop(data);
        let name = name.to_owned();
        self.arrays("set_array", |arrays, store| Box::pin(async move { arrays.call_set(store, &name, &array).await }))
            .await
    }

    /// Evaluates an expression, a name for instance, whose value is an array, and returns that. Nothing is converted but
    /// the order of its elements in memory.
    ///
    /// ```no_run
    /// # async fn example(mut session: component_sandbox::Session) -> component_sandbox::Result<()> {
    /// use component_sandbox::{ArrayError, Error};
    ///
    /// // Integers whose size isn't given have 32 bits in the guest.
    /// let error = session.get_array::<i64>("numpy.arange(6).reshape(2, 3).T").await.expect_err("another type");
    /// assert!(matches!(error, Error::Array(ArrayError::Element { .. })));
    ///
    /// let array = session.get_array::<i32>("numpy.arange(6).reshape(2, 3).T").await?;
    /// assert_eq!((array.shape(), array.data()), (&[3, 2][..], &[0, 3, 1, 4, 2, 5][..]));
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Guest`](Error::Guest) where the code raised, or its value isn't an array of such elements as there are here;
    /// [`Array`](Error::Array) where they are of another type than `T`; otherwise as for both calls.
    pub async fn get_array<T: Element>(&mut self, expression: &str) -> Result<Array<T>> {
        let expression = expression.to_owned();
        let array = self
            .arrays("get_array", |arrays, store| Box::pin(async move { arrays.call_get(store, &expression).await }))
            .await?;
        Ok(Array::read(array.element.into(), &array.shape, &array.data)?)
    }

    async fn arrays<T: Send + 'static>(
        &mut self,
        what: &'static str,
        call: impl for<'a> FnOnce(&'a arrays::Guest, &'a mut Store<State>) -> Calling<'a, Result<T, String>>
        + Send
        + 'static,
    ) -> Result<T> {
        let answer = self
            .enter(what, |Live { guest, store, .. }| match &guest.arrays {
                Some(arrays) => {
                    let calling = call(arrays, store);
                    Box::pin(async move { calling.await.map(Some) })
                }
                None => Box::pin(async { Ok(None) }),
            })
            .await?;
        answer.ok_or(Error::NoArrays)?.map_err(|text| self.raised(text))
    }
}

/// The interface's elements are ours, by the same names.
macro_rules! elements {
    ($($ours:ident: $theirs:ident),* $(,)?) => {
        impl From<ElementType> for arrays::Element {
            fn from(element: ElementType) -> Self {
                match element {
                    $(ElementType::$ours => Self::$theirs,)*
                }
            }
        }

        impl From<arrays::Element> for ElementType {
            fn from(element: arrays::Element) -> Self {
                match element {
                    $(arrays::Element::$theirs => Self::$ours,)*
                }
            }
        }
    };
}

elements! {
    Bool: Boolean,
    Int8: Int8,
    Int16: Int16,
    Int32: Int32,
    Int64: Int64,
    Uint8: Uint8,
    Uint16: Uint16,
    Uint32: Uint32,
    Uint64: Uint64,
    Float32: Float32,
    Float64: Float64,
    Complex64: Complex64,
    Complex128: Complex128,
}
