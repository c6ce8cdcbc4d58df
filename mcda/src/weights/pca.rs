//! Principal components of the criteria: how much of them is one and the same thing.

use nalgebra::{DMatrix, SymmetricEigen};

use crate::PlanError;

/// Eigenvalues of a correlation matrix and the loadings of the first component.
#[derive(Debug, Clone, PartialEq)]
pub struct Components {
    /// Largest first; they sum to the number of criteria.
    pub eigenvalues: Vec<f64>,
    /// First eigenvector, its sign chosen so that the loadings sum to 0 or more.
    pub loadings: Vec<f64>,
}

/// Decomposes a correlation matrix.
pub fn components(correlations: &[Vec<f64>]) -> Components {
    let n = correlations.len();
    let at = |i: usize, j: usize| correlations.get(i).and_then(|row| row.get(j)).copied();
    let matrix = DMatrix::from_fn(n, n, |i, j| at(i, j).unwrap_or(0.0));
    let eigen = SymmetricEigen::new(matrix);
    let mut order: Vec<(f64, usize)> =
        eigen.eigenvalues.iter().copied().enumerate().map(|(i, value)| (value, i)).collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut loadings: Vec<f64> = order
        .first()
        .map(|(_, i)| eigen.eigenvectors.column(*i).iter().copied().collect())
        .unwrap_or_default();
    if loadings.iter().sum::<f64>() < 0.0 {
        loadings.iter_mut().for_each(|x| *x = -*x);
    }
    Components { eigenvalues: order.into_iter().map(|(value, _)| value).collect(), loadings }
}

impl Components {
    /// Share of the variance that the first component carries.
    pub fn first_share(&self) -> f64 {
        let sum: f64 = self.eigenvalues.iter().sum();
        self.eigenvalues.first().map_or(0.0, |first| first / sum)
    }

    /// Squared loadings of the first component, which sum to 1.
    ///
    /// # Errors
    /// A negative loading: then the component sets criteria against each other and is no weight.
    pub fn weights(&self) -> Result<Vec<f64>, PlanError> {
        if let Some(j) = self.loadings.iter().position(|x| *x < 0.0) {
            let problem = "loads negatively on the first component, so it gives no weights";
            return Err(PlanError::new(format!("criteria[{j}]"), problem));
        }
        Ok(self.loadings.iter().map(|x| x * x).collect())
    }
}
