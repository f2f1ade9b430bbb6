//! Who asks for a page, on which site, and how is it drawn for them?

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, FromRequestParts, Multipart, Request};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use gongkai_identity::{Action, Scope, Session, Subject, Viewer, may};
use gongkai_store::{Actor, ActorKind};
use gongkai_web::guard::same_token;
use gongkai_web::multipart::{Form, Oversized};
use gongkai_web::view::{View, cookie, traditional_page};
use gongkai_web::{Failure, SiteProfile};
use minijinja::value::Value;
use serde::Serialize;

use crate::platform::Platform;

/// The cookie of a signed-in member of staff; it is sent to `/staff` only.
pub const SESSION_COOKIE: &str = "gongkai_session";
/// One sentence for the next page after a redirect.
const NOTICE_COOKIE: &str = "gongkai_notice";

/// Largest page that is turned into the other script outside of the page cache, and largest form without files.
const LARGEST_TEXT: usize = 8 * 1024 * 1024;

/// Where a request came from; set by the router before any handler.
#[derive(Debug, Clone)]
pub(crate) struct From(pub String);

/// Why an act was refused on a page that shows the form again; carried in the response's extensions for the journal.
#[derive(Debug, Clone)]
pub(crate) struct Refused(pub Vec<String>);

/// A visitor's request.
#[derive(Clone)]
pub struct PublicPage {
    pub platform: Arc<Platform>,
    pub site: Arc<SiteProfile>,
    pub view: View,
    /// Path and query as asked for.
    pub address: String,
    /// `https://www.qinglan.gov.cn`, from the request.
    pub origin: String,
    /// Network address of the visitor.
    pub from: String,
}

/// What every public template finds as `page`.
#[derive(Debug, Serialize)]
struct PublicContext<'a> {
    site: &'a SiteProfile,
    view: View,
    address: &'a str,
    origin: &'a str,
    assets: &'a str,
    today: String,
}

impl PublicPage {
    pub(crate) fn of(platform: &Arc<Platform>, parts: &Parts) -> Result<Self, Failure> {
        if let Some(own) = parts.extensions.get::<Self>() {
            return Ok(own.clone());
        }
        let host = host_of(parts);
        let site = platform.sites.of_host(&host).ok_or(Failure::NotFound)?;
        let cookies = parts.headers.get(header::COOKIE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let view = cookie(cookies, gongkai_web::view::COOKIE).map(View::from_cookie).unwrap_or_default();
        let scheme = if platform.settings.https { "https" } else { "http" };
        let address = parts.uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string);
        let from = parts.extensions.get::<From>().map_or_else(String::new, |from| from.0.clone());
        Ok(Self { platform: platform.clone(), site, view, address, origin: format!("{scheme}://{host}"), from })
    }

    /// The page behind a `/hant/…` address: the same one, in Traditional script.
    pub(crate) fn behind_hant(&self) -> Option<Self> {
        let rest = self.address.strip_prefix("/hant").filter(|rest| rest.starts_with('/'))?;
        Some(Self { view: View { traditional: true, ..self.view }, address: rest.to_owned(), ..self.clone() })
    }

    /// What a visitor of this site may read.
    #[must_use]
    pub fn scope(&self) -> Scope {
        Scope::public(&self.site.root)
    }

    /// Draws a template with `page` and the values given.
    pub fn render(&self, template: &str, values: impl Serialize) -> Result<Response, Failure> {
        self.render_as(StatusCode::OK, template, values)
    }

    pub fn render_as(&self, status: StatusCode, template: &str, values: impl Serialize) -> Result<Response, Failure> {
        Ok((status, Html(self.drawn(template, values)?)).into_response())
    }

    /// The same in Traditional script, for what no cache turns on its way.
    pub(crate) fn render_traditional(&self, status: StatusCode, template: &str, values: impl Serialize) -> Result<Response, Failure> {
        let html = gongkai_web::view::traditional_page(&self.drawn(template, values)?, gongkai_text::script::to_traditional);
        Ok((status, Html(html)).into_response())
    }

    fn drawn(&self, template: &str, values: impl Serialize) -> Result<String, Failure> {
        let page = PublicContext {
            site: &self.site,
            view: self.view,
            address: &self.address,
            origin: &self.origin,
            assets: &self.platform.assets_version,
            today: self.platform.db.clock().today().to_string(),
        };
        Ok(self.platform.templates.render(template, merged(&page, &values))?)
    }
}

impl PublicPage {
    /// A page that nothing keeps, in the reader's script: the keeper of pages turns only what it keeps.
    pub async fn unkept(&self, response: Response) -> Result<Response, Failure> {
        let (mut parts, body) = response.into_parts();
        parts.headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if !self.view.traditional {
            return Ok(Response::from_parts(parts, body));
        }
        let bytes = to_bytes(body, LARGEST_TEXT).await.map_err(anyhow::Error::from)?;
        let turned = traditional_page(&String::from_utf8_lossy(&bytes), gongkai_text::script::to_traditional);
        parts.headers.remove(header::CONTENT_LENGTH);
        Ok(Response::from_parts(parts, Body::from(turned)))
    }
}

/// `{page: …}` and the values of a template, as one context.
fn merged(page: &impl Serialize, values: &impl Serialize) -> Value {
    let page = Value::from(minijinja::value::Serde(page));
    let values = Value::from(minijinja::value::Serde(values));
    minijinja::value::merge_maps([minijinja::context! { page }, values])
}

fn host_of(parts: &Parts) -> String {
    let host = parts.headers.get(header::HOST).and_then(|value| value.to_str().ok());
    let host = host.or_else(|| parts.uri.authority().map(axum::http::uri::Authority::as_str)).unwrap_or("localhost");
    // Only what can stand in a host name: the value is written into addresses.
    host.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']')).collect()
}

impl FromRequestParts<Arc<Platform>> for PublicPage {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, platform: &Arc<Platform>) -> Result<Self, Failure> {
        Self::of(platform, parts)
    }
}

/// A request by a signed-in member of staff.
#[derive(Clone)]
pub struct StaffPage {
    pub platform: Arc<Platform>,
    pub session: Arc<Session>,
    pub site: Arc<SiteProfile>,
    pub address: String,
    pub origin: String,
    pub from: String,
    notice: String,
}

#[derive(Debug, Serialize)]
struct MenuLine {
    label: &'static str,
    path: &'static str,
    current: bool,
}

/// What every staff template finds as `page`.
#[derive(Debug, Serialize)]
struct StaffContext<'a> {
    site: &'a SiteProfile,
    address: &'a str,
    origin: &'a str,
    assets: &'a str,
    today: String,
    name: &'a str,
    roles: Vec<&'static str>,
    token: String,
    menu: Vec<MenuLine>,
    notice: &'a str,
}

impl StaffPage {
    #[must_use]
    pub fn viewer(&self) -> Viewer {
        Viewer::Staff(self.session.staff.clone())
    }

    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor { kind: ActorKind::Staff, id: self.session.staff.id, name: self.session.staff.name.clone(), from: self.from.clone() }
    }

    /// Asks the gate about a thing of an agency.
    pub fn may(&self, action: Action, path: &str) -> Result<(), Failure> {
        Ok(may(&self.viewer(), action, Subject::internal(path))?)
    }

    /// Whether a page should offer an act on a thing of an agency.
    #[must_use]
    pub fn offers(&self, action: Action, path: &str) -> bool {
        self.may(action, path).is_ok()
    }

    pub fn render(&self, template: &str, values: impl Serialize) -> Result<Response, Failure> {
        self.render_as(StatusCode::OK, template, values)
    }

    pub fn render_as(&self, status: StatusCode, template: &str, values: impl Serialize) -> Result<Response, Failure> {
        let viewer = self.viewer();
        let mut entries: Vec<_> = self.platform.capabilities.iter().flat_map(|capability| capability.menu).collect();
        entries.sort_by_key(|entry| entry.order);
        let path = self.address.split('?').next().unwrap_or_default();
        // The most specific entry is the current one: `/staff/documents/new` rather than `/staff/documents`.
        let current = entries.iter().filter(|entry| path.starts_with(entry.path)).map(|entry| entry.path.len()).max();
        let menu = entries
            .iter()
            .filter(|entry| viewer.may_somewhere(entry.action))
            .map(|entry| MenuLine {
                label: entry.label,
                path: entry.path,
                current: path.starts_with(entry.path) && Some(entry.path.len()) == current,
            })
            .collect();
        let page = StaffContext {
            site: &self.site,
            address: &self.address,
            origin: &self.origin,
            assets: &self.platform.assets_version,
            today: self.platform.db.clock().today().to_string(),
            name: &self.session.staff.name,
            roles: self.session.staff.roles().into_iter().map(gongkai_identity::Role::label).collect(),
            token: self.session.token.form_token(),
            menu,
            notice: &self.notice,
        };
        let html = self.platform.templates.render(template, merged(&page, &values))?;
        let mut response = (status, Html(html)).into_response();
        if !self.notice.is_empty() {
            let gone = format!("{NOTICE_COOKIE}=; Path=/staff; Max-Age=0; HttpOnly; SameSite=Lax");
            response.headers_mut().append(header::SET_COOKIE, HeaderValue::from_str(&gone).map_err(anyhow::Error::from)?);
        }
        Ok(response)
    }

    /// Draws a form again with what was typed, because the act is refused; the journal keeps the reasons.
    pub fn refuse(&self, template: &str, reasons: Vec<String>, values: impl Serialize) -> Result<Response, Failure> {
        let mut response = self.render_as(StatusCode::UNPROCESSABLE_ENTITY, template, values)?;
        response.extensions_mut().insert(Refused(reasons));
        Ok(response)
    }

    /// Goes to a page and says one sentence there.
    pub fn redirect(&self, path: &str, notice: &str) -> Result<Response, Failure> {
        let mut response = Redirect::to(path).into_response();
        let value = format!("{NOTICE_COOKIE}={}; Path=/staff; Max-Age=60; HttpOnly; SameSite=Lax", gongkai_web::listing::percent(notice));
        response.headers_mut().append(header::SET_COOKIE, HeaderValue::from_str(&value).map_err(anyhow::Error::from)?);
        Ok(response)
    }
}

impl FromRequestParts<Arc<Platform>> for StaffPage {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, platform: &Arc<Platform>) -> Result<Self, Failure> {
        let session = parts.extensions.get::<Arc<Session>>().cloned().ok_or(gongkai_identity::Denied::NotSignedIn)?;
        let public = PublicPage::of(platform, parts)?;
        let cookies = parts.headers.get(header::COOKIE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let notice = cookie(cookies, NOTICE_COOKIE).map(decoded).unwrap_or_default();
        Ok(Self {
            platform: platform.clone(),
            session,
            site: public.site,
            address: public.address,
            origin: public.origin,
            from: public.from,
            notice,
        })
    }
}

/// What was percent-encoded for a cookie; what is no code stays as it is.
pub(crate) fn decoded(value: &str) -> String {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        if first == b'%' && tail.len() >= 2 {
            let hex = std::str::from_utf8(&tail[..2]).ok().and_then(|hex| u8::from_str_radix(hex, 16).ok());
            if let Some(byte) = hex {
                bytes.push(byte);
                rest = &tail[2..];
                continue;
            }
        }
        bytes.push(first);
        rest = tail;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A form sent by a signed-in member of staff, its token checked; urlencoded or multipart.
pub struct StaffForm {
    pub page: StaffPage,
    pub form: Form,
}

impl FromRequest<Arc<Platform>> for StaffForm {
    type Rejection = Failure;

    async fn from_request(request: Request, platform: &Arc<Platform>) -> Result<Self, Failure> {
        let (mut parts, body) = request.into_parts();
        let page = StaffPage::from_request_parts(&mut parts, platform).await?;
        let form = read_form(Request::from_parts(parts, body), platform).await?;
        if !same_token(form.get("token"), &page.session.token.form_token()) {
            return Err(Failure::Forged);
        }
        Ok(Self { page, form })
    }
}

/// A form sent by a visitor. Nobody is signed in, so there is no token: what it may do is proved by what it carries.
///
/// The route takes the limit of its body away (`DefaultBodyLimit::disable()`): files that are too large are told beside what
/// was typed instead of losing it.
pub struct PublicForm {
    pub page: PublicPage,
    pub form: Form,
    pub oversized: Vec<Oversized>,
}

impl FromRequest<Arc<Platform>> for PublicForm {
    type Rejection = Failure;

    async fn from_request(request: Request, platform: &Arc<Platform>) -> Result<Self, Failure> {
        let (mut parts, body) = request.into_parts();
        let page = PublicPage::from_request_parts(&mut parts, platform).await?;
        let request = Request::from_parts(parts, body);
        if !is_multipart(&request) {
            let (parts, body) = request.into_parts();
            let body = to_bytes(body, LARGEST_TEXT).await.map_err(|_| Failure::TooLarge)?;
            let form = read_form(Request::from_parts(parts, Body::from(body)), platform).await?;
            return Ok(Self { page, form, oversized: Vec::new() });
        }
        let multipart = Multipart::from_request(request, platform).await.map_err(|_| Failure::refused("表单未能完整送达，请重试"))?;
        let (form, oversized) = Form::read_whole(multipart, platform.settings.upload_bytes).await?;
        Ok(Self { page, form, oversized })
    }
}

fn is_multipart(request: &Request) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.starts_with("multipart/form-data")
}

/// Reads a form of either encoding.
pub(crate) async fn read_form(request: Request, platform: &Arc<Platform>) -> Result<Form, Failure> {
    if is_multipart(&request) {
        let multipart = Multipart::from_request(request, platform).await.map_err(|_| Failure::refused("表单未能完整送达，请重试"))?;
        return Form::read(multipart).await;
    }
    match axum::Form::<Vec<(String, String)>>::from_request(request, platform).await {
        Ok(axum::Form(fields)) => Ok(Form { fields, files: Vec::new() }),
        Err(rejection) => Err(match rejection.into_response().status() {
            StatusCode::PAYLOAD_TOO_LARGE => Failure::TooLarge,
            _ => Failure::refused("表单未能完整送达，请重试"),
        }),
    }
}
