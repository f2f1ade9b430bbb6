//! Do the rules of the law hold on the cases that are known, and on all the others?

mod calendar;
mod chinese;
mod numbers;
mod validity;
