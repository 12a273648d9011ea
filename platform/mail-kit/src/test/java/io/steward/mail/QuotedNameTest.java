package io.steward.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuotedNameTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                Mia Muster                    | “Mia Muster”
                J.R. Smith                    | “J.R. Smith”
                Müller & Söhne, Inc.          | “Müller & Söhne, Inc.”
                株式会社                      | “株式会社”
                Support: call us              | “Support: call us”
                https://evil.example/x?y=1    | “https[:]//evil[.]example/x?y=1”
                HTTP://EVIL.EXAMPLE           | “HTTP[:]//EVIL[.]EXAMPLE”
                go to www.evil.example now    | “go to www[.]evil[.]example now”
                evil.example                  | “evil[.]example”
                bücher.example                | “bücher[.]example”
                evil。example                 | “evil[.]example”
                t.co                          | “t[.]co”
                10.0.0.1                      | “10[.]0[.]0[.]1”
                mailto:me@evil.example        | “mailto[:]me[@]evil[.]example”
                tel:+491234                   | “tel[:]+491234”
                He said "yes" “no”            | “He said 'yes' 'no'”
                """)
    void aNameIsShownAndNothingInItIsALink(String name, String shown) {
        assertEquals(shown, QuotedName.of(name));
    }

    @Test
    void isOneLine() {
        assertEquals("“Acme Bcc: x Your account y”", QuotedName.of("Acme\r\nBcc: x\u2028Your\u0085account\ty\n"));
        assertEquals("“”", QuotedName.of(null));
        assertEquals("“”", QuotedName.of(" \u200b "));
    }

    @Test
    void whatNobodySeesHidesNoLink() {
        assertEquals("“evil[.]example”", QuotedName.of("evil\u200b.\u2060exa\u00admple"));
        assertEquals("“moc[.]live”", QuotedName.of("\u202emoc.live\u202c"));
    }

    @Test
    void isShortAndCutsNoCharacterInTwo() {
        String shown = QuotedName.of("a".repeat(96) + "😀😀😀");
        assertEquals(100, shown.length() + 1);
        assertTrue(shown.endsWith("a…”"), shown);
        assertTrue(QuotedName.of("x.yz".repeat(200)).length() <= 100);
    }
}
