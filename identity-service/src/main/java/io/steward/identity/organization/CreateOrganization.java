package io.steward.identity.organization;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/** The slug is made from the name when absent. */
public record CreateOrganization(
        @NotBlank @Size(max = 120) String name,

        @Size(max = Slug.MAX)
        @Pattern(regexp = Slug.PATTERN, message = "must be lower-case letters, digits and single dashes")
        String slug) {}
