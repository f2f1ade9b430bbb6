//! How does the program stand at its address? Opens the platform, answers requests, does background work, stops cleanly.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result, anyhow};
use gongkai_capability::{Duty, Platform, Settings, router, run_forever};
use gongkai_documents::Doer;
use gongkai_store::{Actor, Clock};
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::capabilities::CAPABILITIES;

/// Opens the platform with everything that a start makes sure of: sites are loaded, the daily turn is queued.
pub async fn open(settings: Settings) -> Result<Arc<Platform>> {
    let platform = Platform::open(settings, &CAPABILITIES, Clock::System).await?;
    platform.sites.replace(gongkai_agencies::load_sites(&platform.db).await?);
    let mut change = platform.db.change(&Actor::system("start")).await?;
    gongkai_documents::acts::validity::queue_next(&mut change).await?;
    gongkai_requests::acts::tick::queue_next(&mut change).await?;
    change.commit().await?;
    // What fell due while the program was not running is turned at once.
    gongkai_documents::acts::validity::turn_due(&platform).await?;
    let morning = gongkai_requests::acts::tick::tick(&Doer::system(&platform, "start")).await;
    morning.map_err(|failure| anyhow!("the morning of requests: {failure}"))?;
    gongkai_documents::sweep_papers(&platform).await?;
    Ok(platform)
}

/// Serves until the process is told to stop; requests under way are finished first.
pub async fn serve(settings: Settings, work: bool) -> Result<()> {
    let started = Instant::now();
    let platform = open(settings).await?;
    let listener = TcpListener::bind(&platform.settings.listen)
        .await
        .with_context(|| format!("listening on {} (is another program there?)", platform.settings.listen))?;
    let address = listener.local_addr()?;
    let (stop, stopped) = watch::channel(false);
    let duty = if work { Duty::Worker } else { Duty::Node };
    let background = tokio::spawn(run_forever(platform.clone(), duty, stopped));
    eprintln!("gongkai: http://{address} ({} ms)", started.elapsed().as_millis());
    let service = router(platform.clone()).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(told_to_stop()).await?;
    let _ = stop.send(true);
    background.await?;
    platform.db.close().await;
    Ok(())
}

/// Only the background work: jobs and followers of a node that answers no requests.
pub async fn work(settings: Settings) -> Result<()> {
    let platform = open(settings).await?;
    let (stop, stopped) = watch::channel(false);
    let background = tokio::spawn(run_forever(platform.clone(), Duty::Worker, stopped));
    told_to_stop().await;
    let _ = stop.send(true);
    background.await?;
    platform.db.close().await;
    Ok(())
}

async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate()).expect("a process may listen for its own signals");
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}
