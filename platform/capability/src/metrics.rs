//! How many requests, answered how, from where? Counters for `/metrics`.

use std::sync::atomic::{AtomicU64, Ordering};

#[derive(Debug, Default)]
pub struct Metrics {
    by_class: [AtomicU64; 6],
    cached: AtomicU64,
    micros: AtomicU64,
}

impl Metrics {
    pub fn answered(&self, status: u16, micros: u64) {
        let class = usize::from(status / 100).min(5);
        self.by_class[class].fetch_add(1, Ordering::Relaxed);
        self.micros.fetch_add(micros, Ordering::Relaxed);
    }

    pub fn from_cache(&self) {
        self.cached.fetch_add(1, Ordering::Relaxed);
    }

    /// The counters in the text form that Prometheus reads.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = String::from("# HELP gongkai_requests_total Requests answered.\n# TYPE gongkai_requests_total counter\n");
        for (class, count) in self.by_class.iter().enumerate().skip(1) {
            out += &format!("gongkai_requests_total{{class=\"{class}xx\"}} {}\n", count.load(Ordering::Relaxed));
        }
        out += "# HELP gongkai_pages_from_cache_total Pages answered from memory.\n# TYPE gongkai_pages_from_cache_total counter\n";
        out += &format!("gongkai_pages_from_cache_total {}\n", self.cached.load(Ordering::Relaxed));
        out += "# HELP gongkai_request_seconds_total Time spent answering.\n# TYPE gongkai_request_seconds_total counter\n";
        out += &format!("gongkai_request_seconds_total {}\n", self.micros.load(Ordering::Relaxed) as f64 / 1e6);
        out
    }
}
