"""Can each reader fail? Good and bad files, made on the spot."""

import http.server
import io
import json
import pathlib
import subprocess
import tempfile
import threading
import unittest

import docx
import openpyxl

import interface
import nu
import readers

ENTRY = "<entry><id>urn:1</id><title>通知</title><updated>2026-11-24T00:00:00Z</updated><link href='/1'/></entry>"
FEED = "<feed xmlns='http://www.w3.org/2005/Atom'><id>urn:0</id><title>订阅</title><updated>2026-11-24T00:00:00Z</updated>%s</feed>"
SITEMAP = "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>%s</urlset>"


def saved(document):
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


class Readers(unittest.TestCase):
    def finds(self, problems, word):
        self.assertTrue(any(word in problem for problem in problems), problems)

    def test_feed(self):
        self.assertEqual(readers.read_atom((FEED % ENTRY).encode()), [])
        self.finds(readers.read_atom((FEED % "").encode()), "no entry")
        self.finds(readers.read_atom((FEED % ENTRY)[:-3].encode()), "not well formed")
        self.finds(readers.read_atom((FEED % (ENTRY * 2)).encode()), "share an id")
        self.finds(readers.read_atom((FEED % ENTRY.replace("<title>通知</title>", "")).encode()), "no title")
        self.finds(readers.read_atom(b"<rss version='2.0'><channel><title>a</title></channel></rss>"), "not Atom")

    def test_sheet(self):
        book = openpyxl.Workbook()
        self.finds(readers.read_xlsx(saved(book)), "empty")
        book.active["A1"] = "项目"
        self.assertEqual(readers.read_xlsx(saved(book)), [])
        self.finds(readers.read_xlsx(saved(book)[:-40]), "cannot open")

    def test_paper(self):
        paper = docx.Document()
        self.finds(readers.read_docx(saved(paper)), "no text")
        paper.add_paragraph("关于做好防汛工作的通知")
        self.assertEqual(readers.read_docx(saved(paper)), [])
        self.finds(readers.read_docx(b"PK"), "cannot open")

    def test_pdf(self):
        self.finds(readers.read_pdf(b"%PDF-1.7 nothing"), "pdfinfo")
        empty = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n" \
                b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj\ntrailer<</Root 1 0 R/Size 4>>\n%%EOF"
        self.finds(readers.read_pdf(empty), "0 Chinese characters")

    def test_json_and_csv(self):
        self.assertEqual(readers.read_json("{\"标题\": 1}".encode()), [])
        self.finds(readers.read_json(b"{"), "not JSON")
        self.finds(readers.read_json(b"[]"), "empty")
        self.assertEqual(readers.read_csv("\ufeff标题,日期\r\n\"甲,乙\",2026-11-24\r\n".encode()), [])
        self.finds(readers.read_csv("标题\n".encode()), "byte order mark")
        self.finds(readers.read_csv("\ufeffa,b\n1\n".encode()), "differ in length")
        self.finds(readers.read_csv(b"\xef\xbb\xbf\xff"), "not readable")

    def test_sitemap(self):
        def read(text):
            return readers.read_sitemap(text.encode(), lambda url: ("", (SITEMAP % f"<url><loc>{url}/a</loc></url>").encode()))

        self.assertEqual(read(SITEMAP % "<url><loc>http://h/a</loc></url>"), (["http://h/a"], []))
        index = SITEMAP.replace("urlset", "sitemapindex") % "<sitemap><loc>http://h/1</loc></sitemap>"
        self.assertEqual(read(index), (["http://h/1/a"], []))
        self.finds(read(SITEMAP % "")[1], "no address")
        self.finds(read(SITEMAP % "<url><loc>/a</loc></url>")[1], "not absolute")
        self.finds(read(SITEMAP % ("<url><loc>http://h/a</loc></url>" * 2))[1], "twice")
        self.finds(read("<html/>")[1], "the root is")

    def test_kind(self):
        self.assertEqual(readers.kind_of("/a.pdf", "application/octet-stream"), "pdf")
        self.assertEqual(readers.kind_of("/a", "application/json; charset=utf-8"), "json")
        self.assertIsNone(readers.kind_of("/a.zip", "application/zip"))


class Nu(unittest.TestCase):
    def check(self, body):
        with tempfile.TemporaryDirectory() as folder:
            page = f"<!doctype html><html lang='zh-CN'><head><meta charset='utf-8'><title>示例</title></head><body>{body}</body></html>"
            (pathlib.Path(folder) / "a.html").write_text(page, encoding="utf-8")
            (pathlib.Path(folder) / "index.json").write_text(json.dumps({"a.html": "http://h/a"}))
            return nu.check(folder)

    def test_pages(self):
        self.assertEqual(self.check("<h1>示例</h1>"), [])
        problems = self.check("<h1>示例</h1><ul><p>不在条目里</p></ul>")
        self.assertTrue(problems and problems[0].startswith("http://h/a:1: error:"), problems)


class Interface(unittest.TestCase):
    """A server that breaks on one operation, and one that does not."""

    def run_against(self, status):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                schema = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}
                answers = {"200": {"description": "a", "content": {"application/json": {"schema": schema}}}}
                document = {"openapi": "3.1.0", "info": {"title": "a", "version": "1"}, "paths": {"/n": {"get": {"responses": answers}}}}
                is_document = self.path == "/api/openapi.json"
                body = json.dumps(document if is_document else {"n": 1}).encode()
                self.send_response(200 if is_document else status)
                self.send_header("content-type", "application/json")
                self.end_headers()
                self.wfile.write(body)

            def send_error(self, code, *rest):
                # Python's server calls an unknown method its own fault (501); ours calls it the caller's.
                super().send_error(405 if code == 501 else code, *rest)

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            run = interface.command(f"http://127.0.0.1:{server.server_port}")
            with tempfile.TemporaryDirectory() as folder:
                return subprocess.run(run, capture_output=True, text=True, check=False, cwd=folder)
        finally:
            server.shutdown()
            server.server_close()

    def test_promises(self):
        kept = self.run_against(200)
        self.assertEqual(kept.returncode, 0, kept.stdout)
        broken = self.run_against(500)
        self.assertEqual(broken.returncode, 1, broken.stdout)


if __name__ == "__main__":
    unittest.main()
