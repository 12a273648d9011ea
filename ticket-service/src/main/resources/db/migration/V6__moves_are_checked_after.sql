-- With a trigger BEFORE UPDATE the database computes every generated column anew at each update, the words to search by first of all,
-- although neither title nor description changed. Refused after the row was written, the move is undone just as well.
CREATE OR REPLACE TRIGGER ticket_moves_are_allowed AFTER UPDATE OF status ON tickets
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION refuse_forbidden_move();
