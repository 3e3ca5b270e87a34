/** Tests of the program, in its process ({@code *Test}) and as a process ({@code *IT}). */
package memagent.app;
