package io.steward.identity.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.ClientCredentialsGrant;
import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.as.AuthorizationServerMetadata;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.steward.identity.IdentityServers;
import io.steward.identity.People;
import io.steward.identity.People.Person;
import io.steward.identity.oauth.TokenEndpoint.Client;
import io.steward.identity.session.Logins;
import java.net.URI;
import org.junit.jupiter.api.Test;

/** A client library of others, which knows Steward by its metadata alone. */
@QuarkusTest
@WithTestResource(IdentityServers.class)
class OAuthLibraryTest {

    @Test
    void it_gets_a_token_for_a_key_by_either_way_to_authenticate() throws Exception {
        Person owner = People.person(People.organization(), "l1");
        Client client = Client.of(owner, "ticket:read", "user:read");
        ClientID id = new ClientID(client.id());
        Secret secret = new Secret(client.secret());

        for (ClientAuthentication proof :
                new ClientAuthentication[] {new ClientSecretBasic(id, secret), new ClientSecretPost(id, secret)}) {
            assertThat(metadata().getTokenEndpointAuthMethods()).contains(proof.getMethod());
            var tokens = answer(proof, new ClientCredentialsGrant(), new Scope("user:read"))
                    .toSuccessResponse()
                    .getTokens();
            assertThat(tokens.getRefreshToken()).isNull();
            assertThat(tokens.getBearerAccessToken().getLifetime()).isEqualTo(60);
            People.with(tokens.getAccessToken().getValue())
                    .get("/api/v1/users")
                    .then()
                    .statusCode(200);
        }
        var all = answer(new ClientSecretBasic(id, secret), new ClientCredentialsGrant(), null);
        assertThat(all.toSuccessResponse().getTokens().getAccessToken().getScope())
                .isEqualTo(new Scope("ticket:read", "user:read"));
        var wrong = answer(new ClientSecretBasic(id, new Secret("guess")), new ClientCredentialsGrant(), null)
                .toErrorResponse();
        assertThat(wrong.getErrorObject()).isEqualTo(OAuth2Error.INVALID_CLIENT);
        assertThat(wrong.getErrorObject().getHTTPStatusCode()).isEqualTo(401);
    }

    @Test
    void it_refreshes_a_sessions_token() throws Exception {
        Logins login = Logins.of(People.person(People.organization(), "requester"));

        var first = answer(null, new RefreshTokenGrant(new RefreshToken(login.refreshToken())), null)
                .toSuccessResponse()
                .getTokens();
        var second = answer(null, new RefreshTokenGrant(first.getRefreshToken()), null)
                .toSuccessResponse()
                .getTokens();

        assertThat(second.getRefreshToken()).isNotEqualTo(first.getRefreshToken());
        People.with(second.getAccessToken().getValue()).get("/api/v1/me").then().statusCode(200);
        var reused = answer(null, new RefreshTokenGrant(first.getRefreshToken()), null);
        // Its successor was not used yet: that answer may have been lost.
        assertThat(reused.indicatesSuccess()).isTrue();
        var stranger = answer(null, new RefreshTokenGrant(new RefreshToken()), null);
        assertThat(stranger.toErrorResponse().getErrorObject()).isEqualTo(OAuth2Error.INVALID_GRANT);
    }

    @Test
    void it_reads_what_there_is() throws Exception {
        AuthorizationServerMetadata metadata = metadata();

        assertThat(metadata.getGrantTypes())
                .containsExactlyInAnyOrder(GrantType.REFRESH_TOKEN, GrantType.CLIENT_CREDENTIALS);
        assertThat(metadata.getTokenEndpointAuthMethods()).contains(ClientAuthenticationMethod.NONE);
        assertThat(metadata.getAuthorizationEndpointURI()).isNull();
        assertThat(metadata.getJWKSetURI()).hasPath("/.well-known/jwks.json");
        assertThat(metadata.getScopes())
                .isNotNull()
                .contains(new Scope("ticket:read").iterator().next());
    }

    private static AuthorizationServerMetadata metadata() throws Exception {
        return AuthorizationServerMetadata.parse(
                RestAssured.get("/.well-known/oauth-authorization-server").asString());
    }

    private static TokenResponse answer(ClientAuthentication proof, AuthorizationGrant grant, Scope scope)
            throws Exception {
        URI found = metadata().getTokenEndpointURI();
        assertThat(found.toString()).startsWith(IdentityServers.PUBLIC_URL + "/");
        // What stands before the installation leads its public address here.
        URI here = URI.create("http://127.0.0.1:" + RestAssured.port + found.getPath());
        var request = proof == null
                ? new com.nimbusds.oauth2.sdk.TokenRequest(here, new ClientID("a client"), grant, scope)
                : new com.nimbusds.oauth2.sdk.TokenRequest(here, proof, grant, scope);
        return TokenResponse.parse(request.toHTTPRequest().send());
    }
}
