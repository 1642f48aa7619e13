//! Arrays and views of the crate `ndarray`.

use ndarray::{ArrayBase, ArrayD, Data, Dimension};

use super::Array;

/// An array or a view, in whatever order its elements are in memory.
impl<T: Clone, S: Data<Elem = T>, D: Dimension> From<&ArrayBase<S, D>> for Array<T> {
    fn from(array: &ArrayBase<S, D>) -> Self {
        let data = match array.as_slice() {
            Some(elements) => elements.to_vec(),
            // In the order of its indices, the last of them fastest.
            None => array.iter().cloned().collect(),
        };
        Self { shape: array.shape().to_vec(), data }
    }
}

impl<T> From<Array<T>> for ArrayD<T> {
    fn from(array: Array<T>) -> Self {
        let (shape, data) = array.into_parts();
        Self::from_shape_vec(shape, data).expect("an array's shape fits its elements")
    }
}

#[cfg(test)]
mod tests {
    use ndarray::{ArrayD, arr0, arr2, s};

    use super::Array;

    #[test]
    fn there_and_back_in_any_order() {
        let matrix = arr2(&[[1, 2, 3], [4, 5, 6]]);
        for view in [matrix.view().into_dyn(), matrix.t().into_dyn(), matrix.slice(s![.., ..;-2]).into_dyn()] {
            assert_eq!(ArrayD::from(Array::from(&view)), view);
        }
        assert_eq!(Array::from(&matrix.t()).into_parts(), (vec![3, 2], vec![1, 4, 2, 5, 3, 6]));
        assert_eq!(Array::from(&arr0(7.0)).into_parts(), (vec![], vec![7.0]));
        let empty = Array::<u8>::new([0, 3], vec![]).expect("no element");
        assert_eq!(ArrayD::from(empty).shape(), [0, 3]);
    }
}
