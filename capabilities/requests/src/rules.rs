//! What does the law say of this request? Pure rules of receipt, time, decision, fee and remedy.
