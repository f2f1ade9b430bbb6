"""Which paper does the walk upload? One that an office could have written, with one thing in it that must not become public.

    python sample.py FILE.docx TITLE MOBILE
"""

import sys

import docx

PARAGRAPHS = (
    "各乡镇人民政府，县政府各部门：",
    "为做好今年汛期的值守工作，现就有关事项通知如下：",
    "一、落实责任",
    "各单位要明确带班领导和值班人员，保持通讯畅通，遇有险情立即报告。",
    "二、备足物资",
    "各乡镇要在6月1日前清点沙袋、水泵和照明设备，不足的及时补充。",
    "三、及时转移",
    "低洼地带的群众由所在村负责通知，一户一人，不漏一户。值守联系人甲某某，手机{mobile}。",
    "青岚县人民政府办公室",
    "2026年5月12日",
    "（此件公开发布）",
)


def write(path, title, mobile):
    paper = docx.Document()
    paper.add_paragraph(title, style="Title")
    for text in PARAGRAPHS:
        paper.add_paragraph(text.format(mobile=mobile))
    paper.save(path)


if __name__ == "__main__":
    write(*sys.argv[1:4])
