//! Every door of this capability, knocked at by each of the roles, by somebody without any, and by nobody.

use gongkai_agencies::{directory, load_sites};
use gongkai_capability::Access;
use gongkai_identity::{Role, Staff};
use gongkai_testing::TestSite;

use crate::{CAPABILITIES, stage};

#[tokio::test]
async fn each_door_opens_for_the_right_people_alone() {
    let site = TestSite::new(CAPABILITIES).await;
    stage(&site).await;
    let mut callers: Vec<(String, Option<Role>)> = vec![("none".into(), None)];
    site.staff("none", "无岗", "qinglan", &[]).await;
    for role in Role::ALL {
        let login = role.code().replace('_', "-");
        site.staff(&login, role.label(), "qinglan", &[role]).await;
        callers.push((login, Some(role)));
    }
    let person = Staff::by_login(site.db(), "zhangmin").await.unwrap().unwrap().id.to_string();
    let agency = directory(site.db()).await.unwrap().by_path("qinglan/civil").unwrap().id.to_string();
    let town = load_sites(site.db()).await.unwrap()[1].id.to_string();
    let mut knocks = 0;
    for route in (CAPABILITIES[0].routes)() {
        let id = if route.path.contains("/people/") {
            &person
        } else if route.path.contains("/agencies/") {
            &agency
        } else {
            &town
        };
        let path = route.path.replace("{id}", id);
        let nobody = if route.method == "GET" { site.get(&path).await } else { site.post(&path, &[]).await };
        let expected: &[u16] = match (route.access, route.method) {
            (Access::Entrance, "GET") => &[200],
            (Access::Entrance, _) => &[422],
            (_, "GET") => &[303],
            _ => &[401],
        };
        assert!(expected.contains(&nobody.status), "nobody {} {path}: {}", route.method, nobody.status);
        for (login, role) in &callers {
            let answer = if route.method == "GET" { site.get_as(login, &path).await } else { site.post_as(login, &path, &[]).await };
            let open = match route.access {
                Access::Staff(action) => role.is_some_and(|role| role.allows(action)),
                Access::SignedIn | Access::Entrance | Access::Public | Access::Uncached => true,
            };
            let right = if open { answer.status < 500 && !matches!(answer.status, 401 | 403) } else { answer.status == 403 };
            // A root agency is set up by those who look after the whole installation: an empty form asks for one.
            let root = path == "/staff/agencies/new" && route.method == "POST" && answer.status == 403;
            assert!(right || root, "{login} {} {path}: {} {}", route.method, answer.status, answer.text());
            knocks += 1;
        }
    }
    assert_eq!(knocks, (CAPABILITIES[0].routes)().len() * callers.len());
    assert_eq!(site.db().verify_journal().await.unwrap().map(|n| n > 200), Ok(true), "every refusal is in the journal");
}
