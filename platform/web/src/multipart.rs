//! What did the form send? Text fields and files of one multipart request, within limits.

use axum::extract::Multipart;

use crate::failure::Failure;

/// One uploaded file.
#[derive(Debug, Clone)]
pub struct Upload {
    pub field: String,
    /// The name the browser gave, without any folders.
    pub name: String,
    pub bytes: Vec<u8>,
}

/// A file that was sent and not kept, because it is too large.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Oversized {
    pub field: String,
    pub name: String,
    pub n_bytes: usize,
}

/// All of a form, in the order sent. Empty file fields are left out.
#[derive(Debug, Default)]
pub struct Form {
    pub fields: Vec<(String, String)>,
    pub files: Vec<Upload>,
}

impl Form {
    /// Reads a multipart request.
    ///
    /// # Errors
    /// [`Failure::TooLarge`] past the body limit; [`Failure::Refused`] where the request is not a form.
    pub async fn read(mut multipart: Multipart) -> Result<Self, Failure> {
        let mut form = Self::default();
        while let Some(field) = multipart.next_field().await.map_err(broken)? {
            let name = field.name().unwrap_or_default().to_owned();
            match field.file_name().map(str::to_owned) {
                Some(file_name) => {
                    let bytes = field.bytes().await.map_err(broken)?.to_vec();
                    let bare = file_name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
                    if !bytes.is_empty() || !bare.is_empty() {
                        form.files.push(Upload { field: name, name: bare, bytes });
                    }
                }
                None => form.fields.push((name, field.text().await.map_err(broken)?)),
            }
        }
        Ok(form)
    }

    /// Reads a request of which nothing may be lost: a file that would bring what is kept over `most` is read to its end, told
    /// and left out, so that the form can be shown again with what was typed.
    ///
    /// # Errors
    /// [`Failure::TooLarge`] past eight times `most`; [`Failure::Refused`] where the request is not a form.
    pub async fn read_whole(mut multipart: Multipart, most: usize) -> Result<(Self, Vec<Oversized>), Failure> {
        let (mut form, mut oversized) = (Self::default(), Vec::new());
        let (mut kept, mut read) = (0, 0);
        while let Some(mut field) = multipart.next_field().await.map_err(broken)? {
            let name = field.name().unwrap_or_default().to_owned();
            let file = field.file_name().map(|name| name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned());
            let (mut bytes, mut n_bytes) = (Vec::new(), 0);
            while let Some(chunk) = field.chunk().await.map_err(broken)? {
                n_bytes += chunk.len();
                read += chunk.len();
                if read > most.saturating_mul(8) {
                    return Err(Failure::TooLarge);
                }
                if kept + n_bytes <= most {
                    bytes.extend_from_slice(&chunk);
                } else {
                    // What is left out is not held half either.
                    bytes = Vec::new();
                }
            }
            let whole = n_bytes == bytes.len();
            kept += bytes.len();
            match file {
                Some(file) if !whole => oversized.push(Oversized { field: name, name: file, n_bytes }),
                Some(file) if bytes.is_empty() && file.is_empty() => {}
                Some(file) => form.files.push(Upload { field: name, name: file, bytes }),
                None if !whole => return Err(Failure::TooLarge),
                None => form.fields.push((name, String::from_utf8(bytes).map_err(|_| Failure::refused("表单未能完整送达，请重试"))?)),
            }
        }
        Ok((form, oversized))
    }

    /// The first value of a field; empty where it was not sent.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.fields.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
    }

    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

fn broken(error: axum::extract::multipart::MultipartError) -> Failure {
    if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
        Failure::TooLarge
    } else {
        Failure::refused("表单未能完整送达，请重试")
    }
}
