package memagent.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Several kinds of resources as one; an address belongs to the first that knows it. */
record Shelves(List<Offer.Shelf> all) implements Offer.Shelf {
  Shelves {
    all = List.copyOf(all);
  }

  @Override
  public List<ObjectNode> list(Caller caller) {
    List<ObjectNode> list = new ArrayList<>();
    all.forEach(shelf -> list.addAll(shelf.list(caller)));
    return list;
  }

  @Override
  public List<ObjectNode> templates() {
    return all.stream().flatMap(shelf -> shelf.templates().stream()).toList();
  }

  @Override
  public Optional<List<ObjectNode>> read(String uri, Caller caller) {
    return all.stream().flatMap(shelf -> shelf.read(uri, caller).stream()).findFirst();
  }

  @Override
  public boolean isWatched(String uri, Caller caller) {
    return all.stream().anyMatch(shelf -> shelf.isWatched(uri, caller));
  }
}
