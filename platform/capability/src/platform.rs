//! What does every handler stand on? Database, files, index, templates, cache, sites and settings of this node.

use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use anyhow::{Context, Result, anyhow};
use gongkai_letters::Fonts;
use gongkai_store::{Db, Options};
use gongkai_web::cache::PageCache;
use gongkai_web::guard::Rate;
use gongkai_web::{Sites, Templates, templates};
use tokio::sync::Semaphore;

use crate::manifest::Capability;
use crate::metrics::Metrics;
use crate::screens::Screens;

/// What the operator decides; read from the configuration file and `GONGKAI_*` variables.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Address and port.
    pub listen: String,
    /// Folder of files, index and (for SQLite) the database.
    pub data: PathBuf,
    /// `sqlite://…` or `postgres://…`
    pub database: String,
    /// Reading connections.
    pub readers: u32,
    /// Memory for drawn pages, in bytes.
    pub page_cache_bytes: u64,
    /// Largest request body, in bytes.
    pub upload_bytes: usize,
    /// Folder of templates that take the place of ours.
    pub templates: Option<PathBuf>,
    /// Folders of fonts that come before the system's.
    pub fonts: Vec<PathBuf>,
    /// File of the key that seals identities; made where there is none. Every node needs the same.
    pub seal_key: PathBuf,
    /// Practice of requests (TOML) where the law leaves it to the place.
    pub requests: Option<PathBuf>,
    /// Screening profile (TOML) in place of ours.
    pub screening: Option<PathBuf>,
    /// Kinds of record (TOML) in place of ours or over them.
    pub kinds: Option<PathBuf>,
    /// Chains of review (TOML) in place of ours or before them.
    pub chains: Option<PathBuf>,
    /// `https` when a proxy in front of us speaks it: cookies are then marked secure and addresses say so.
    pub https: bool,
    /// Whether `X-Forwarded-For` of a proxy in front of us is believed.
    pub behind_proxy: bool,
    /// Whether every staff member must use one-time codes (等保三级).
    pub require_second_factor: bool,
    /// How many days old a password may become; 0 for any age.
    pub password_days: u32,
    /// Requests a minute that one address may make to pages that are not in the cache.
    pub requests_per_minute: NonZeroU32,
}

impl Settings {
    /// The embedded default below a data folder.
    #[must_use]
    pub fn in_folder(data: PathBuf) -> Self {
        Self {
            listen: "127.0.0.1:8080".to_owned(),
            seal_key: data.join("keys").join("seal.key"),
            database: format!("sqlite://{}", data.join("gongkai.sqlite").display()),
            data,
            readers: 4,
            page_cache_bytes: 48 * 1024 * 1024,
            upload_bytes: 60 * 1024 * 1024,
            templates: None,
            fonts: Vec::new(),
            screening: None,
            requests: None,
            kinds: None,
            chains: None,
            https: false,
            behind_proxy: false,
            require_second_factor: false,
            password_days: 0,
            requests_per_minute: NonZeroU32::new(1200).expect("not zero"),
        }
    }
}

/// Everything a handler, job or follower may use.
pub struct Platform {
    pub db: Db,
    pub files: gongkai_files::Store,
    /// Seals what people tell us in confidence.
    pub seal: gongkai_identity::Seal,
    pub search: gongkai_search::Index,
    pub templates: Templates,
    pub cache: PageCache,
    pub sites: Sites,
    pub settings: Settings,
    pub metrics: Metrics,
    pub screens: Screens,
    pub capabilities: &'static [Capability],
    pub assets_version: String,
    /// Requests that reach the database, per address.
    pub rate: Rate,
    /// Sign-in attempts, per address.
    pub sign_in_rate: Rate,
    /// Typesetting is heavy: one at a time.
    pub typesetting: Semaphore,
    fonts: OnceLock<Result<Arc<Fonts>, String>>,
}

impl Platform {
    /// Opens everything of this node and applies missing migrations.
    ///
    /// # Errors
    /// Names the folder, database, template or profile that cannot be used.
    pub async fn open(settings: Settings, capabilities: &'static [Capability], clock: gongkai_store::Clock) -> Result<Arc<Self>> {
        for capability in capabilities {
            (capability.configure)(&settings)?;
        }
        let screens = Screens::open(settings.screening.as_deref())?;
        std::fs::create_dir_all(&settings.data).with_context(|| format!("creating {}", settings.data.display()))?;
        let db = Db::connect(&Options { url: settings.database.clone(), readers: settings.readers }, clock).await?;
        db.name_node(&node_name(&settings.data)?);
        let mut migrations = gongkai_identity::MIGRATIONS.to_vec();
        migrations.extend(capabilities.iter().flat_map(|capability| capability.migrations));
        db.migrate(&migrations).await?;
        let mut sources = templates::own();
        sources.extend(capabilities.iter().flat_map(|capability| (capability.templates)()));
        Ok(Arc::new(Self {
            files: gongkai_files::Store::open(settings.data.join("files")).context("opening the file store")?,
            seal: gongkai_identity::Seal::open(&settings.seal_key)?,
            search: gongkai_search::Index::open(settings.data.join("index")).context("opening the index")?,
            templates: Templates::new(sources, settings.templates.as_deref())?,
            cache: PageCache::new(settings.page_cache_bytes),
            sites: Sites::default(),
            metrics: Metrics::default(),
            screens,
            capabilities,
            assets_version: gongkai_web::assets::version(),
            rate: Rate::per_minute(settings.requests_per_minute),
            sign_in_rate: Rate::per_minute(NonZeroU32::new(20).expect("not zero")),
            typesetting: Semaphore::new(1),
            fonts: OnceLock::new(),
            db,
            settings,
        }))
    }

    /// The fonts for papers, looked for when first needed.
    ///
    /// # Errors
    /// Says which packages to install where fonts are missing.
    pub fn fonts(&self) -> Result<Arc<Fonts>> {
        self.fonts
            .get_or_init(|| Fonts::find(&self.settings.fonts).map(Arc::new).map_err(|missing| missing.to_string()))
            .clone()
            .map_err(|message| anyhow!(message))
    }
}

/// The name of this node, made at its first start: jobs that it held when it died are known by it.
fn node_name(data: &Path) -> Result<String> {
    let file = data.join("node");
    match std::fs::read_to_string(&file) {
        Ok(name) if !name.trim().is_empty() => return Ok(name.trim().to_owned()),
        Ok(_) => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(error).with_context(|| format!("reading {}", file.display())),
    }
    let name = gongkai_identity::random_token();
    std::fs::write(&file, &name).with_context(|| format!("writing {}", file.display()))?;
    Ok(name)
}
