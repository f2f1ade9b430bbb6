//! Which site is being visited? One installation serves several: a host name stands for an agency and its subtree.

use std::sync::{Arc, RwLock};

use serde::{Deserialize, Serialize};

/// A site: its name, colours and footer, and the agency whose subtree it shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteProfile {
    pub id: i64,
    /// `www.qinglan.gov.cn`; the site marked `main` answers every host that no other claims.
    pub host: String,
    pub main: bool,
    /// 青岚县人民政府
    pub name: String,
    /// Path of the agency whose subtree is shown.
    pub root: String,
    /// `#rrggbb` of the one main colour.
    pub colour: String,
    pub footer: Footer,
}

/// The footer elements that 政府网站发展指引 (国办发〔2017〕47号) asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Footer {
    /// 主办单位
    pub sponsor: String,
    /// 承办单位
    pub operator: String,
    /// 联系方式
    pub contact: String,
    /// 网站标识码, ten characters
    pub site_code: String,
    /// ICP备案编号
    pub icp: String,
    /// 公安机关备案编号
    pub police: String,
    /// Whether the site is reachable over IPv6 (本网站支持IPv6); said only where it is true.
    pub ipv6: bool,
}

/// All sites of the installation, replaced as a whole when one changes.
#[derive(Debug, Default)]
pub struct Sites(RwLock<Arc<Vec<Arc<SiteProfile>>>>);

impl Sites {
    pub fn replace(&self, sites: Vec<SiteProfile>) {
        let sites = sites.into_iter().map(Arc::new).collect();
        *self.0.write().unwrap_or_else(std::sync::PoisonError::into_inner) = Arc::new(sites);
    }

    #[must_use]
    pub fn all(&self) -> Arc<Vec<Arc<SiteProfile>>> {
        self.0.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    /// The site of a `Host` header, else the main one, else any.
    #[must_use]
    pub fn of_host(&self, host: &str) -> Option<Arc<SiteProfile>> {
        let sites = self.all();
        let bare = host.rsplit_once(':').map_or(host, |(name, port)| if port.bytes().all(|b| b.is_ascii_digit()) { name } else { host });
        sites
            .iter()
            .find(|site| site.host.eq_ignore_ascii_case(bare))
            .or_else(|| sites.iter().find(|site| site.main))
            .or_else(|| sites.first())
            .cloned()
    }
}
