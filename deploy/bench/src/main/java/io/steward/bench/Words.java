package io.steward.bench;

import java.util.List;
import java.util.stream.Collectors;

/** What the tickets are about. A search names a thing and a place, and so finds one ticket in {@link #COMBINATIONS}. */
final class Words {
    static final List<String> THINGS = List.of(
            "printer",
            "laptop",
            "mailbox",
            "monitor",
            "keyboard",
            "scanner",
            "projector",
            "router",
            "firewall",
            "headset",
            "dock",
            "badge",
            "telephone",
            "backup",
            "certificate",
            "password",
            "browser",
            "calendar",
            "spreadsheet",
            "camera");
    static final List<String> PLACES = List.of(
            "berlin", "lisbon", "madrid", "oslo", "dublin", "vienna", "prague", "warsaw", "zurich", "athens", "bern",
            "cairo", "denver", "geneva", "havana", "jakarta", "kyoto", "lima", "manila", "nairobi", "osaka", "quito",
            "riga", "seoul", "tallinn", "utrecht", "venice", "york", "zagreb", "boston", "chicago", "dallas", "turin",
            "porto", "malmo", "leeds", "ghent", "basel", "cork", "split");
    static final int COMBINATIONS = THINGS.size() * PLACES.size();

    /** Goes with every ticket that is there before; about as long as what people write. */
    static final String STORY =
            "It worked yesterday evening and does not any more since this morning. Restarting it did"
                    + " not help, and a colleague sees the same. Please have somebody look at it before noon.";

    /** Of the tickets that are opened while measuring: words that no search asks for, so that its hits stay the same. */
    static final String ORDER =
            "Standing order for the front desk: fresh paper, toner and envelopes for the week, to be"
                    + " left at the reception. The invoice goes to the usual cost centre, as agreed last month.";

    private Words() {}

    /** As an SQL array. */
    static String array(List<String> words) {
        return words.stream().map(word -> "'" + word + "'").collect(Collectors.joining(",", "ARRAY[", "]"));
    }
}
