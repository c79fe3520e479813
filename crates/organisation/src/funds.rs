//! How much the Party organisation's work may be given in a year (关于国有企业党组织工作经费问题的通知,
//! 2017): one per cent of last year's payroll; nothing new while more than two per cent is carried over.

use kernel::quantity::divide_half_away;
use kernel::{Quantity, QuantityError, Sum};

/// In yuan, as are payroll and carry-over.
///
/// # Errors
/// When the amount is too large for a quantity.
pub fn allocation(payroll: Quantity, carried_over: Quantity) -> Result<Quantity, QuantityError> {
    let (payroll, carried_over) = (Sum::from(payroll).0, Sum::from(carried_over).0);
    if carried_over * 100 > payroll * 2 {
        return Ok(Quantity::ZERO);
    }
    Sum(divide_half_away(payroll, 100)).quantity()
}
