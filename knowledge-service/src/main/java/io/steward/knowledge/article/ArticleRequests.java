package io.steward.knowledge.article;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;

/** What clients ask of articles. */
public final class ArticleRequests {
    public static final int TITLE = 255;
    public static final int BODY = 100_000;
    public static final int TAG = 50;
    public static final int TAGS = 20;

    private ArticleRequests() {}

    /** Visibility {@code team} names the team, and no other does. Absent visibility is {@code public}. The body is Markdown. */
    public record DraftArticle(
            @NotBlank @Size(max = TITLE) String title,
            @NotBlank @Size(max = BODY) String body,
            Visibility visibility,
            @Size(max = TAGS) List<@NotBlank @Size(max = TAG) String> tags,
            UUID teamId) {

        @AssertTrue(message = "names the team when the visibility is team, and only then")
        boolean isTeamId() {
            return (visibility == Visibility.TEAM) == (teamId != null);
        }

        Visibility visibilityOrPublic() {
            return visibility == null ? Visibility.PUBLIC : visibility;
        }

        /** Each tag once, without blanks around it. */
        List<String> distinctTags() {
            return tags == null
                    ? List.of()
                    : tags.stream().map(String::strip).distinct().sorted().toList();
        }
    }
}
