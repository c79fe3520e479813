//! How large a workers' congress must be (企业民主管理规定 arts. 8–9): five per cent of the staff and at
//! least thirty delegates; managers at most a fifth of them. Above a hundred it is negotiable.

/// The least number of delegates, and of managers among that many the most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    pub delegates: i64,
    pub managers: i64,
}

/// For an enterprise of so many staff.
pub fn size(staff: i64) -> Size {
    let five_per_cent = (staff.max(0) * 5 + 99) / 100;
    let delegates = five_per_cent.clamp(30, 100);
    Size { delegates, managers: delegates / 5 }
}
