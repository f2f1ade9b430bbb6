//! Which kinds of file does the system know by name?

use serde::{Deserialize, Serialize};
use std::fmt;

/// What a file is, by its content first and its name second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    Text,
    Markdown,
    Html,
    Csv,
    Xml,
    Json,
    Docx,
    Xlsx,
    Pptx,
    /// docm, xlsm, pptm, or any OOXML file that carries a VBA project.
    MacroOffice,
    Doc,
    Xls,
    Ppt,
    /// An OLE2 container that is none of the three.
    Ole2,
    /// An Office file locked with a password.
    EncryptedOffice,
    Rtf,
    Pdf,
    /// GB/T 33190 fixed-layout document.
    Ofd,
    Png,
    Jpeg,
    Gif,
    Webp,
    Bmp,
    Tiff,
    Svg,
    Mp3,
    Mp4,
    Zip,
    Tar,
    Gzip,
    Xz,
    Rar,
    SevenZip,
    /// Something a machine would run: PE, ELF, Mach-O, or a script with `#!`.
    Executable,
    Unknown,
}

impl FileKind {
    /// The name of the kind for a person.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Text => "纯文本",
            Self::Markdown => "Markdown 文本",
            Self::Html => "网页",
            Self::Csv => "CSV 表格",
            Self::Xml => "XML",
            Self::Json => "JSON",
            Self::Docx => "Word 文档（docx）",
            Self::Xlsx => "Excel 表格（xlsx）",
            Self::Pptx => "演示文稿（pptx）",
            Self::MacroOffice => "带宏的 Office 文件",
            Self::Doc => "Word 97-2003 文档（doc）",
            Self::Xls => "Excel 97-2003 表格（xls）",
            Self::Ppt => "97-2003 演示文稿（ppt）",
            Self::Ole2 => "OLE2 复合文件",
            Self::EncryptedOffice => "加密的 Office 文件",
            Self::Rtf => "RTF 文档",
            Self::Pdf => "PDF",
            Self::Ofd => "OFD 版式文件",
            Self::Png => "PNG 图片",
            Self::Jpeg => "JPEG 图片",
            Self::Gif => "GIF 图片",
            Self::Webp => "WebP 图片",
            Self::Bmp => "BMP 图片",
            Self::Tiff => "TIFF 图片",
            Self::Svg => "SVG 图形",
            Self::Mp3 => "MP3 音频",
            Self::Mp4 => "MP4 视频",
            Self::Zip => "ZIP 压缩包",
            Self::Tar => "TAR 归档",
            Self::Gzip => "GZIP 压缩文件",
            Self::Xz => "XZ 压缩文件",
            Self::Rar => "RAR 压缩包",
            Self::SevenZip => "7z 压缩包",
            Self::Executable => "可执行文件",
            Self::Unknown => "无法识别的文件",
        }
    }

    /// The MIME type under which the file may be served.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Text | Self::Markdown => "text/plain; charset=utf-8",
            Self::Html => "text/html",
            Self::Csv => "text/csv",
            Self::Xml => "application/xml",
            Self::Json => "application/json",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Pptx => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            Self::Doc => "application/msword",
            Self::Xls => "application/vnd.ms-excel",
            Self::Ppt => "application/vnd.ms-powerpoint",
            Self::Rtf => "application/rtf",
            Self::Pdf => "application/pdf",
            Self::Ofd => "application/ofd",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Gif => "image/gif",
            Self::Webp => "image/webp",
            Self::Bmp => "image/bmp",
            Self::Tiff => "image/tiff",
            Self::Svg => "image/svg+xml",
            Self::Mp3 => "audio/mpeg",
            Self::Mp4 => "video/mp4",
            Self::Zip => "application/zip",
            Self::Tar => "application/x-tar",
            Self::Gzip => "application/gzip",
            Self::Xz => "application/x-xz",
            Self::Rar => "application/vnd.rar",
            Self::SevenZip => "application/x-7z-compressed",
            Self::MacroOffice | Self::Ole2 | Self::EncryptedOffice | Self::Executable | Self::Unknown => "application/octet-stream",
        }
    }

    /// Whether it is a picture that a page can show.
    #[must_use]
    pub fn is_picture(self) -> bool {
        matches!(self, Self::Png | Self::Jpeg | Self::Gif | Self::Webp | Self::Bmp | Self::Tiff | Self::Svg)
    }

    /// Whether `walk` looks inside it.
    #[must_use]
    pub fn is_archive(self) -> bool {
        matches!(self, Self::Zip | Self::Tar | Self::Gzip | Self::Xz)
    }
}

impl fmt::Display for FileKind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.label())
    }
}
