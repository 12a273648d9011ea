-- Whoever leaves a team reads its articles no more.
GRANT DELETE ON team_member TO ${app};
