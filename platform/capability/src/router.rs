//! What does every request pass on its way to a handler, and every answer on its way back?

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::{ConnectInfo, DefaultBodyLimit, Path, Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use gongkai_identity::{Denied, Session, SessionToken};
use gongkai_store::{Actor, ActorKind, Fact};
use gongkai_web::cache::{Key, Page, etag};
use gongkai_web::failure::Drawn;
use gongkai_web::guard::{SECURITY_HEADERS, from_our_pages};
use gongkai_web::view::{cookie, traditional_page};
use gongkai_web::{Failure, assets};
use serde_json::json;

use crate::manifest::{Access, Route};
use crate::page::{From, PublicPage, Refused, SESSION_COOKIE};
use crate::platform::Platform;

/// The whole service: every offered route behind its guard, and around all of them the edge.
pub fn router(platform: Arc<Platform>) -> Router {
    let mut router = Router::new().route("/assets/{version}/{*name}", get(asset));
    for route in platform.capabilities.iter().flat_map(|capability| (capability.routes)()) {
        let Route { path, access, handler, .. } = route;
        router = router.route(path, handler.layer(from_fn_with_state((platform.clone(), access), guarded)));
    }
    let routes = router
        .fallback(|| async { Failure::NotFound })
        .layer(DefaultBodyLimit::max(platform.settings.upload_bytes))
        .with_state(platform.clone());
    // The edge stands outside the routing, so that it may turn `/hant/…` into the address behind it.
    Router::new().fallback_service(routes).layer(from_fn_with_state(platform, edge))
}

async fn asset(Path((_, name)): Path<(String, String)>) -> Response {
    assets::serve(&name)
}

/// The outermost layer: address, origin, rate, headers, error pages, counters.
async fn edge(State(platform): State<Arc<Platform>>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let address = address_of(&platform, &request);
    request.extensions_mut().insert(From(address.to_string()));
    let (parts, body) = request.into_parts();
    let page = PublicPage::of(&platform, &parts).ok();
    let json = parts.uri.path().starts_with("/api/");
    let staff = parts.uri.path().starts_with("/staff");
    let own = from_our_pages(&parts.method, &parts.headers);
    let mut request = Request::from_parts(parts, body);
    let hant = page.as_ref().and_then(PublicPage::behind_hant);
    if let Some(hant) = &hant {
        if let Ok(uri) = hant.address.parse() {
            *request.uri_mut() = uri;
        }
        request.extensions_mut().insert(hant.clone());
    }
    let page = hant.or(page);
    let mut response = match known(&platform, &request, page.as_ref()) {
        Some(known) => known,
        None if own => next.run(request).await,
        None => Failure::Forged.into_response(),
    };
    if let Some(drawn) = response.extensions_mut().remove::<Drawn>() {
        response = draw_failure(page.as_ref(), &drawn, json, staff).unwrap_or(response);
    }
    for (name, value) in SECURITY_HEADERS {
        response.headers_mut().insert(name, value);
    }
    if staff {
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    platform.metrics.answered(response.status().as_u16(), u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX));
    response
}

/// The page from memory, before anything else is asked: only what the guard of a public route let be drawn is ever kept.
fn known(platform: &Platform, request: &Request, page: Option<&PublicPage>) -> Option<Response> {
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return None;
    }
    let (generation, day) = (platform.db.public_generation(), platform.db.clock().today());
    let known = platform.cache.get(&key_of(page?), generation, day)?;
    platform.metrics.from_cache();
    Some(known.answer(request.headers()))
}

fn key_of(page: &PublicPage) -> Key {
    Key { site: page.site.id, view: page.view, address: page.address.clone() }
}

fn address_of(platform: &Platform, request: &Request) -> IpAddr {
    let direct = request.extensions().get::<ConnectInfo<SocketAddr>>().map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |info| info.0.ip());
    if !platform.settings.behind_proxy {
        return direct;
    }
    // The last entry is the one our own proxy wrote; the ones before it are whatever the client claims.
    let forwarded = request.headers().get("x-forwarded-for").and_then(|value| value.to_str().ok());
    forwarded.and_then(|list| list.rsplit(',').next()).and_then(|last| last.trim().parse().ok()).unwrap_or(direct)
}

fn draw_failure(page: Option<&PublicPage>, drawn: &Drawn, json: bool, staff: bool) -> Option<Response> {
    let status = StatusCode::from_u16(drawn.status).ok()?;
    if json {
        let mut response = (status, axum::Json(json!({"error": drawn.message, "reasons": drawn.reasons}))).into_response();
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        return Some(response);
    }
    let (page, values) = (page?, json!({"failure": drawn, "staff": staff}));
    if page.view.traditional && !staff {
        page.render_traditional(status, "web/failure.html", values)
    } else {
        page.render_as(status, "web/failure.html", values)
    }
    .ok()
}

/// The layer of one route: who may come, and whether the answer is kept.
async fn guarded(State((platform, access)): State<(Arc<Platform>, Access)>, request: Request, next: Next) -> Response {
    match access {
        Access::Public => cached(&platform, request, next).await,
        Access::Uncached | Access::Entrance => {
            if !platform.rate.allows(address_of(&platform, &request)) {
                return Failure::TooMany.into_response();
            }
            next.run(request).await
        }
        Access::SignedIn | Access::Staff(_) => for_staff(&platform, access, request, next).await,
    }
}

async fn for_staff(platform: &Arc<Platform>, access: Access, mut request: Request, next: Next) -> Response {
    let cookies = request.headers().get(header::COOKIE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let token = cookie(cookies, SESSION_COOKIE).map(SessionToken::from_cookie);
    let session = match token {
        Some(token) => match Session::find(&platform.db, token).await {
            Ok(session) => session,
            Err(error) => return Failure::Broken(error).into_response(),
        },
        None => None,
    };
    let Some(session) = session else {
        if request.method() == Method::GET {
            let back = request.uri().path_and_query().map_or("/staff", |address| address.as_str());
            return Redirect::to(&format!("/staff/sign-in?back={}", gongkai_web::listing::percent(back))).into_response();
        }
        return Failure::Denied(Denied::NotSignedIn).into_response();
    };
    if platform.settings.require_second_factor && !session.second_factor && !is_own_account(request.uri().path()) {
        return Redirect::to("/staff/account").into_response();
    }
    let due = session.password_due(platform.db.clock().now(), platform.settings.password_days);
    if due.is_some() && !is_own_account(request.uri().path()) {
        return Redirect::to("/staff/account").into_response();
    }
    let from = request.extensions().get::<From>().map_or_else(String::new, |from| from.0.clone());
    let actor = Actor { kind: ActorKind::Staff, id: session.staff.id, name: session.staff.name.clone(), from };
    let viewer = gongkai_identity::Viewer::Staff(session.staff.clone());
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    request.extensions_mut().insert(Arc::new(session));
    let response = match access {
        Access::Staff(action) if !viewer.may_somewhere(action) => Failure::Denied(Denied::NotAllowed).into_response(),
        _ => next.run(request).await,
    };
    // Cloned out first: a borrowed body may not be held across the wait.
    let drawn = response.extensions().get::<Drawn>().cloned();
    if let Some(drawn) = drawn {
        note_refusal(platform, &actor, &method, &path, drawn.status, &drawn.reasons).await;
    }
    let refused = response.extensions().get::<Refused>().cloned();
    if let Some(Refused(reasons)) = refused {
        note_refusal(platform, &actor, &method, &path, response.status().as_u16(), &reasons).await;
    }
    response
}

/// Where one-time codes are set up and the password is changed, and the way out.
fn is_own_account(path: &str) -> bool {
    path.starts_with("/staff/account") || path == "/staff/sign-out"
}

/// Every refusal of an act, and every look at what is closed to the person, goes into the journal.
async fn note_refusal(platform: &Platform, actor: &Actor, method: &Method, path: &str, status: u16, reasons: &[String]) {
    let forbidden = status == 403;
    if !forbidden && (method.is_safe() || status >= 500) {
        return;
    }
    let detail = json!({"method": method.as_str(), "path": path, "status": status, "reasons": reasons});
    let noted = async {
        let mut change = platform.db.change(actor).await?;
        change.record(Fact::internal("access.refused", format!("path:{path}"), "", detail));
        change.commit().await
    };
    if let Err(error) = noted.await {
        tracing::error!(error = format!("{error:#}"), "a refusal could not be journalled");
    }
}

/// Draws a page and keeps it for [`known`], as long as nothing public changes.
async fn cached(platform: &Arc<Platform>, mut request: Request, next: Next) -> Response {
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return next.run(request).await;
    }
    let headers = request.headers().clone();
    let address = address_of(platform, &request);
    let (parts, body) = request.into_parts();
    let page = match PublicPage::of(platform, &parts) {
        Ok(page) => page,
        Err(failure) => return failure.into_response(),
    };
    request = Request::from_parts(parts, body);
    let key = key_of(&page);
    // Taken before drawing: what changes meanwhile makes the page old at once.
    let (generation, day) = (platform.db.public_generation(), platform.db.clock().today());
    if !platform.rate.allows(address) {
        return Failure::TooMany.into_response();
    }
    let response = next.run(request).await;
    keep(platform, &page, key, generation, day, response).await.map_or_else(|response| response, |kept| kept.answer(&headers))
}

/// Turns the script of a drawn page, tags it and keeps it; gives anything else back as it is.
async fn keep(
    platform: &Arc<Platform>,
    page: &PublicPage,
    key: Key,
    generation: i64,
    day: jiff::civil::Date,
    response: Response,
) -> Result<Page, Response> {
    let kind = response.headers().get(header::CONTENT_TYPE).cloned().unwrap_or(HeaderValue::from_static(""));
    let text = kind.to_str().unwrap_or_default();
    let drawn = ["text/html", "application/json", "application/atom+xml", "application/xml", "text/plain"];
    let keepable = matches!(response.status(), StatusCode::OK | StatusCode::GONE)
        && drawn.iter().any(|known| text.starts_with(known))
        && !response.headers().contains_key(header::CONTENT_DISPOSITION)
        && !response.headers().contains_key(header::SET_COOKIE);
    if !keepable || response.extensions().get::<Drawn>().is_some() {
        return Err(response);
    }
    let status = response.status().as_u16();
    let body = match to_bytes(response.into_body(), 64 * 1024 * 1024).await {
        Ok(body) => body,
        Err(error) => return Err(Failure::Broken(error.into()).into_response()),
    };
    let body = if page.view.traditional && text.starts_with("text/html") {
        Bytes::from(traditional_page(&String::from_utf8_lossy(&body), gongkai_text::script::to_traditional))
    } else {
        body
    };
    let kept = Page { status, content_type: kind, etag: etag(&body), gzip: Arc::default(), body, generation, day };
    platform.cache.put(key, kept.clone());
    Ok(kept)
}
