//! Every staff door of this capability, knocked at by each role, by somebody without any, and by nobody.

use gongkai_capability::Access;
use gongkai_identity::Role;
use gongkai_testing::TestSite;

use crate::stage::*;

#[tokio::test]
async fn each_door_opens_for_the_right_people_alone() {
    let site = TestSite::new(CAPABILITIES).await;
    stage(&site).await;
    let mut callers: Vec<(String, Option<Role>)> = vec![("none".into(), None)];
    site.staff("none", "无岗", "qinglan/edu", &[]).await;
    for role in Role::ALL {
        let login = format!("door-{}", role.code().replace('_', "-"));
        site.staff(&login, role.label(), "qinglan/edu", &[role]).await;
        callers.push((login, Some(role)));
    }
    let mut knocks = 0;
    let documents = CAPABILITIES.iter().find(|capability| capability.name == "documents").expect("it is listed");
    for route in (documents.routes)().into_iter().filter(|route| route.path.starts_with("/staff")) {
        let Access::Staff(action) = route.access else { panic!("{} is open to more than an office", route.path) };
        // Each finds a draft of its own: some of the acts end it.
        let id = draft(&site, notice("青岚县教育局关于门锁检查的通知", "门锁检查")).await;
        let path = route.path.replace("{id}", &id.to_string()).replace("{hash}", &"a".repeat(64)).replace("{name}", "x");
        let nobody = if route.method == "GET" { site.get(&path).await } else { site.post(&path, &[]).await };
        assert_eq!(nobody.status, if route.method == "GET" { 303 } else { 401 }, "nobody {} {path}", route.method);
        for (login, role) in &callers {
            let answer = if route.method == "GET" { site.get_as(login, &path).await } else { site.post_as(login, &path, &[]).await };
            let open = role.is_some_and(|role| role.allows(action));
            let right = if open { answer.status < 500 && answer.status != 401 } else { answer.status == 403 };
            assert!(right, "{login} {} {path}: {} {}", route.method, answer.status, answer.text());
            assert!(
                answer.status != 403 || !open || ["/new", "/relations"].iter().any(|end| path.ends_with(end)),
                "{login} {} {path} is refused though the office allows it",
                route.method
            );
            knocks += 1;
        }
        // What lies in another agency does not exist for those who may do the same at home.
        if route.path.contains("{id}") && action == gongkai_identity::Action::ReadInternal && route.method == "GET" {
            site.get_as("other", &path).await.expect(404);
        }
    }
    assert!(knocks > 400, "{knocks}");
    assert!(site.db().verify_journal().await.unwrap().is_ok());
}
