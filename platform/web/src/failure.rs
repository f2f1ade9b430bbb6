//! What is answered when a page cannot be? Every failure has a status and words for a person; the shell draws it.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use gongkai_identity::Denied;
use serde::Serialize;

/// Why a request got no page. Handlers return it; the shell turns it into a page or, for the API, into JSON.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("您要找的页面不存在")]
    NotFound,
    /// Withdrawn for good: the tombstone page answers itself, this is for files and feeds.
    #[error("该信息已撤下")]
    Gone,
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The form is refused; all reasons at once.
    #[error("提交的内容有误")]
    Refused(Vec<String>),
    #[error("请求过于频繁，请稍后再试")]
    TooMany,
    #[error("提交的内容过大")]
    TooLarge,
    #[error("页面已过期，请返回上一页刷新后重新提交")]
    Forged,
    #[error("内容已被他人修改，请刷新后核对")]
    Conflict,
    #[error("系统暂时不可用")]
    Broken(anyhow::Error),
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::Broken(error)
    }
}

impl Failure {
    #[must_use]
    pub fn refused(reason: impl std::fmt::Display) -> Self {
        Self::Refused(vec![reason.to_string()])
    }

    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Gone => StatusCode::GONE,
            Self::Denied(Denied::NotSignedIn) => StatusCode::UNAUTHORIZED,
            Self::Denied(Denied::NotAllowed) | Self::Forged => StatusCode::FORBIDDEN,
            Self::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Conflict => StatusCode::CONFLICT,
            Self::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    #[must_use]
    pub fn reasons(&self) -> Vec<String> {
        match self {
            Self::Refused(reasons) => reasons.clone(),
            other => vec![other.to_string()],
        }
    }
}

/// What the shell needs to draw an error page; carried in the response's extensions.
#[derive(Debug, Clone, Serialize)]
pub struct Drawn {
    pub status: u16,
    pub message: String,
    pub reasons: Vec<String>,
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        if let Self::Broken(error) = &self {
            // The one place where a broken request is logged.
            tracing::error!(error = format!("{error:#}"), "request failed");
        }
        let status = self.status();
        let drawn = Drawn { status: status.as_u16(), message: self.to_string(), reasons: self.reasons() };
        let mut response = (status, drawn.reasons.join("\n")).into_response();
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response.extensions_mut().insert(drawn);
        response
    }
}
