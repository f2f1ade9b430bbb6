//! Who lives in the county of the tests? The sample agencies and sites, everybody who brings documents forward, and each of the
//! eleven roles twice: for the county, and for another agency than the one whose documents are asked for.

use gongkai::capabilities::CAPABILITIES;
use gongkai_agencies::{directory, reload_sites, samples};
use gongkai_capability::Settings;
use gongkai_identity::{Role, Staff};
use gongkai_testing::TestSite;

use crate::ask::Caller;
use crate::stage::people;

/// An agency beside the one on the stage.
const OTHER: &str = "qinglan/health";

pub async fn opened(set: impl Fn(&mut Settings)) -> TestSite {
    let site = TestSite::with(&CAPABILITIES, set).await;
    furnish(&site).await;
    site
}

/// The agencies, sites and people of an empty installation.
pub async fn furnish(site: &TestSite) {
    let mut change = site.change().await;
    samples::county(&mut change).await.expect("the sample county");
    change.commit().await.expect("the sample county");
    let agencies = directory(site.db()).await.expect("the agencies");
    let mut change = site.change().await;
    gongkai_catalogue::samples::county(&mut change, &agencies).await.expect("the sample catalogues");
    change.commit().await.expect("the sample catalogues");
    reload_sites(&site.platform).await.expect("its sites");
    people(site).await;
}

/// Nobody, somebody whose account was disabled after they signed in, and each role at the county and at another agency.
pub async fn callers(site: &TestSite) -> Vec<Caller> {
    let mut all = vec![Caller::nobody()];
    for (place, path) in [("county", "qinglan"), ("other", OTHER)] {
        for role in Role::ALL {
            let login = format!("{place}-{}", role.code().replace('_', "-"));
            site.staff(&login, &login, path, &[role]).await;
            all.push(Caller::signed_in(site, &login, role, path).await);
        }
    }
    let id = site.staff("disabled", "disabled", "qinglan", &Role::ALL).await;
    let was = Caller::signed_in(site, "disabled", Role::OpennessOffice, "qinglan").await;
    let mut change = site.change().await;
    Staff::set_state(&mut change, id, false).await.expect("disabling an account");
    change.commit().await.expect("disabling an account");
    all.push(Caller { name: "disabled".to_owned(), role: None, ..was });
    all
}

/// The one among callers who holds a role at a place.
pub fn holder(callers: &[Caller], role: Role, path: &str) -> Caller {
    callers.iter().find(|caller| caller.role == Some(role) && caller.path == path).expect("each role is held at both places").clone()
}
