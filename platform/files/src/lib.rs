//! What is in the files that others give us, and where are their bytes kept?
//!
//! Everything here is synchronous and may read disks or burn a core for a second: async callers wrap it in
//! `tokio::task::spawn_blocking`. No function panics on foreign bytes, follows an outside reference or touches a network.

mod charset;
mod csv_table;
mod doc;
mod docx;
mod guard;
mod html;
mod kind;
mod labels;
mod limits;
mod markdown;
mod ofd;
mod package;
mod pdf;
mod pictures;
mod placed;
mod read;
mod sheet;
mod sniff;
mod store;
mod table;
mod txt;
mod upload;
pub mod url_shapes;
mod walk;
mod xml;

pub use kind::FileKind;
pub use labels::is_known_label;
pub use limits::Limits;
pub use pictures::{Picture, pictures};
pub use placed::{Placed, PlacedTable, tables};
pub use read::{ReadError, attachment_text, read};
pub use sheet::column_letters;
pub use sniff::sniff;
pub use store::{FileHash, FileHashError, Store, StoreError};
pub use upload::{UploadReason, UploadRefusal, allowed_upload};
pub use walk::{Entry, WalkError, walk};
