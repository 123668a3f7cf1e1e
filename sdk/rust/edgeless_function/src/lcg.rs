//! A linear congruential generator: the same seed gives the same numbers on every node. Not for secrets.

const MULTIPLIER: u32 = 1_103_515_245;
const INCREMENT: u32 = 12_345;
const MODULUS: u32 = 1 << 31;

/// Numbers of [0, 1] made from a seed.
pub struct Lcg {
    seed: u32,
}

impl Lcg {
    pub fn new(seed: u32) -> Self {
        Lcg { seed }
    }

    /// The next number.
    pub fn rand(&mut self) -> f32 {
        self.seed = MULTIPLIER.wrapping_mul(self.seed).wrapping_add(INCREMENT) % MODULUS;
        self.seed as f32 / MODULUS as f32
    }
}

/// The `size` × `size` next numbers, row by row.
#[cfg(feature = "std")]
pub fn random_matrix(lcg: &mut Lcg, size: usize) -> Vec<f32> {
    random_vector(lcg, size * size)
}

/// The `size` next numbers.
#[cfg(feature = "std")]
pub fn random_vector(lcg: &mut Lcg, size: usize) -> Vec<f32> {
    (0..size).map(|_| lcg.rand()).collect()
}

#[cfg(all(test, feature = "std"))]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_from_the_seed() {
        let mut lcg = Lcg::new(0);
        assert_eq!(12_345f32 / 2_147_483_648f32, lcg.rand());
        assert_eq!(1_406_932_606f32 / 2_147_483_648f32, lcg.rand());
    }

    #[test]
    fn matrix_is_square() {
        assert_eq!(9, random_matrix(&mut Lcg::new(1), 3).len());
    }
}
